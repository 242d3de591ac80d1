/** @file What a citation needs of a paper, and the key it is cited by. */
import type { Card } from "../papers/card.ts";
import type { Author } from "../papers/record.ts";
import { plain } from "../papers/tex.ts";
import { nameParts } from "./name.ts";

export interface Cited {
  /** arXiv id without version, `doi:…` or `bib:…`. */
  id: string;
  title: string;
  authors: readonly Author[];
  /** The primary one first. */
  categories: readonly string[];
  /** The day of the first version, YYYY-MM-DD. */
  day?: string;
  /** Of the published form. */
  doi?: string;
  /** Where it was published, as the authors put it. */
  published?: string;
  abstract?: string;
}

export function citedCard(card: Card): Cited {
  const day = card.submitted?.toISOString().slice(0, 10) ?? card.announced ?? undefined;
  const { id, title, authors, categories, abstract } = card;
  return {
    id,
    title,
    authors,
    categories,
    day,
    doi: card.doi ?? undefined,
    published: card.journalRef ?? undefined,
    abstract: abstract || undefined,
  };
}

export function arxivOf({ id }: Pick<Cited, "id">): string | undefined {
  return /^(?:doi|bib):/.test(id) ? undefined : id;
}

/** The DOI of the published form, or the one that arXiv registers for each of its papers. */
export function doiOf(paper: Cited): string | undefined {
  const arxiv = arxivOf(paper);
  if (paper.doi !== undefined) return paper.doi;
  if (paper.id.startsWith("doi:")) return paper.id.slice(4);
  return arxiv === undefined ? undefined : `10.48550/arXiv.${arxiv}`;
}

/** Where the paper is to be read. */
export function addressOf(paper: Cited): string | undefined {
  const arxiv = arxivOf(paper);
  if (arxiv !== undefined) return `https://arxiv.org/abs/${arxiv}`;
  const doi = doiOf(paper);
  return doi === undefined ? undefined : `https://doi.org/${encodeURI(doi)}`;
}

/** «luo2024addition»: family name of the first author, year, first word of the title with more than three letters. */
export function citationKey(paper: Cited): string {
  const first = paper.authors[0];
  const parts = first && nameParts(first);
  const family = letters(parts === undefined ? "" : "literal" in parts ? parts.literal : parts.family);
  const word = plain(paper.title)
    .split(/[^\p{L}]+/u)
    .map(letters)
    .find((part) => part.length > 3);
  const key = `${family}${paper.day?.slice(0, 4) ?? ""}${word ?? ""}`;
  // A name in a script without Latin letters leaves the identifier, which is a good key too.
  return /[a-z]/.test(key) ? key : `paper${paper.id.replace(/[^A-Za-z0-9]/g, "")}`;
}

/** Keys for a list: the second paper with a key gets a number. */
export function citationKeys(papers: readonly Cited[]): string[] {
  const used = new Map<string, number>();
  return papers.map((paper) => {
    const key = citationKey(paper);
    const before = used.get(key) ?? 0;
    used.set(key, before + 1);
    return before === 0 ? key : `${key}-${before + 1}`;
  });
}

/** Lower-case ASCII letters: «Núñez» is nunez, «Weiß» weiss, «Łukasz» lukasz. */
function letters(text: string): string {
  return text
    .toLowerCase()
    .replace(/[ßøłæœ]/g, (letter) => ({ ß: "ss", ø: "o", ł: "l", æ: "ae", œ: "oe" })[letter]!)
    .normalize("NFD")
    .replace(/[^a-z]/g, "");
}
