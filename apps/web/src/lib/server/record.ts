/** @file A paper as the database has it, for its page: texts made safe, versions, places in lists, related papers. */
import {
  type Author,
  type Card,
  type Member,
  bibtex,
  citedCard,
  parseArxivId,
  plain,
  readPaper,
} from "@working-papers/daily";
import { withQuery } from "../paths.ts";
import { daily } from "./daily.ts";
import { evidence } from "./evidence.ts";
import { listedView, sourceOf, type ListedView } from "./listed.ts";
import { inlineTex, paragraphs } from "./tex.ts";
import { withVotes } from "./votes.ts";

export interface VersionView {
  version: number;
  /** ISO day. */
  day: string | undefined;
  withdrawn: boolean;
  /** HTML of a version that was replaced; its source where we have no text of it. */
  title: string | undefined;
  abstract: string[] | undefined;
  href: string | undefined;
}

export interface RecordView {
  id: string;
  version: number;
  /** HTML. */
  title: string;
  /** As text. */
  plainTitle: string;
  abstract: string[];
  plainAbstract: string;
  authors: { name: string; affiliation: string | undefined; href: string }[];
  categories: string[];
  /** ISO day. */
  day: string | undefined;
  updated: string | undefined;
  comment: string | undefined;
  journal: string | undefined;
  doi: { name: string; href: string } | undefined;
  licence: string | undefined;
  withdrawn: boolean;
  source: { name: string; href: string } | undefined;
  pdf: string | undefined;
  versions: VersionView[];
  places: { name: string; day: string; href: string }[];
  /** As an entry of BibTeX. */
  bibtex: string;
  related: { paper: ListedView; shared: string[] }[];
  votes: number;
  voted: boolean;
  submittedBy: string | null;
  pick: Card["pick"];
}

const RELATED = 6;
const NAMES: Readonly<Record<string, string>> = {
  working: "run here",
  picks: "picked",
  people: "submitted",
  curated: "chosen",
  arxiv: "announced",
};

/** The record with this identifier; nothing when there is none. */
export async function recordView(id: string, member?: Member): Promise<RecordView | undefined> {
  const { database, search } = daily();
  const [found, related, known] = await Promise.all([
    readPaper(database.db, id),
    search.related(id, RELATED),
    evidence(),
  ]);
  if (!found) return undefined;
  const { paper, versions, places } = found;
  const onArxiv = parseArxivId(paper.id) !== undefined;
  const { votes, submittedBy, pick } = paper;
  const [own, ...others] = await withVotes(member, [
    { id: paper.id, voted: false },
    ...related.map((one) => listedView(one.paper, known.byArxiv.get(one.paper.id))),
  ]);
  return {
    id: paper.id,
    version: paper.version,
    title: inlineTex(paper.title),
    plainTitle: plain(paper.title),
    abstract: paragraphs(paper.abstract),
    plainAbstract: plain(paper.abstract),
    authors: paper.authors.map(authorView),
    categories: paper.categories,
    day: paper.announced ?? isoDay(paper.submitted),
    updated: isoDay(paper.updated),
    comment: paper.comment === null ? undefined : inlineTex(paper.comment),
    journal: paper.journalRef ?? undefined,
    doi:
      paper.doi === null
        ? undefined
        : sourceOf(`doi:${paper.doi}`) && { name: paper.doi, href: sourceOf(`doi:${paper.doi}`)!.href },
    licence: licenceOf(paper.licence),
    withdrawn: paper.withdrawn,
    source: sourceOf(paper.id),
    pdf: onArxiv ? `https://arxiv.org/pdf/${paper.id}` : undefined,
    versions: versions.map(({ version, submitted, withdrawn, title, abstract }) => ({
      version,
      day: isoDay(submitted),
      withdrawn,
      title: title === null || title === paper.title ? undefined : inlineTex(title),
      abstract: abstract === null || abstract === paper.abstract ? undefined : paragraphs(abstract),
      href: onArxiv ? `https://arxiv.org/abs/${paper.id}v${version}` : undefined,
    })),
    bibtex: bibtex(citedCard(paper)),
    places: places.map(({ list, day }) => ({
      name: NAMES[list] ?? list,
      day,
      href: withQuery(`/day/${day}`, { list }),
    })),
    related: related.map(({ shared }, i) => ({ paper: others[i] as ListedView, shared })),
    votes,
    voted: own.voted,
    submittedBy,
    pick,
  };
}

function authorView({ name, affiliation }: Author): RecordView["authors"][number] {
  return { name, affiliation, href: withQuery("/search", { q: `author:"${name.replaceAll('"', "")}"` }) };
}

function isoDay(date: Date | null): string | undefined {
  return date?.toISOString().slice(0, 10);
}

/** Only an address of a licence is shown; it names itself. */
function licenceOf(licence: string | null): string | undefined {
  return licence !== null && /^https?:\/\/[\w./-]+$/.test(licence) ? licence : undefined;
}
