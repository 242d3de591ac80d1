/** @file BibTeX: a `@misc` entry with the arXiv fields that BibLaTeX and most styles know. */
import { tex } from "../papers/tex.ts";
import { addressOf, arxivOf, citationKeys, doiOf, type Cited } from "./cited.ts";
import { invertedName, nameParts } from "./name.ts";
import type { Author } from "../papers/record.ts";

export const BIBTEX_TYPE = "application/x-bibtex; charset=utf-8";

/** One entry, without a line break at its end. */
export function bibtex(paper: Cited): string {
  return entry(paper, citationKeys([paper])[0]);
}

export function writeBibtex(papers: readonly Cited[]): string {
  const keys = citationKeys(papers);
  return papers.map((paper, i) => `${entry(paper, keys[i])}\n`).join("\n");
}

function entry(paper: Cited, key: string): string {
  const arxiv = arxivOf(paper);
  const doi = arxiv === undefined ? doiOf(paper) : paper.doi;
  const fields: [string, string | undefined][] = [
    // Doubled braces keep a style from lowering the capitals of names.
    ["title", `{${tex(paper.title)}}`],
    ["author", paper.authors.length > 0 ? paper.authors.map(author).join(" and ") : undefined],
    ["year", paper.day?.slice(0, 4)],
    ["eprint", arxiv],
    ["archivePrefix", arxiv && "arXiv"],
    ["primaryClass", arxiv && paper.categories[0]],
    ["doi", doi && verbatim(doi)],
    ["note", paper.published && tex(paper.published)],
    ["url", verbatim(addressOf(paper) ?? "") || undefined],
  ];
  const lines = fields.flatMap(([name, value]) => (value === undefined ? [] : [`  ${name} = {${value}}`]));
  return `@misc{${key},\n${lines.join(",\n")}\n}`;
}

/** «and» between names is BibTeX's own: a name with such a word is kept together by braces, as is one without parts. */
function author(one: Author): string {
  const parts = nameParts(one);
  if ("literal" in parts) return `{${tex(parts.literal)}}`;
  const inverted = tex(invertedName(parts));
  if (/\band\b/i.test(inverted)) return `{${tex(one.name)}}`;
  // «Luo, Hongyin» and «Hongyin Luo» are the same to BibTeX; people read the second one.
  const plainly = parts.particle === undefined && parts.suffix === undefined && !parts.family.includes(" ");
  return plainly && parts.given !== undefined ? tex(`${parts.given} ${parts.family}`) : inverted;
}

/** Identifiers and addresses are not set as text; what would end the field goes. */
function verbatim(text: string): string {
  return text.replace(/[{}\\\s]/g, "");
}
