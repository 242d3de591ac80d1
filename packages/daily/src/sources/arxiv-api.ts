/**
 * @file Answers of arXiv's query API: Atom, one entry a paper in one version.
 *
 * Documented at info.arxiv.org/help/api. Three habits that the manual does not tell: an identifier of wrong form answers with an entry whose id
 * names an error; an unknown one with no entry at all; and a page in the middle of a long list may come empty.
 */
import { parseArxivId } from "../papers/arxiv-id.ts";
import { excerptOf, sort, type Parsed } from "../papers/record.ts";
import { readTime } from "./dates.ts";
import { childOf, childrenOf, parseXml, textOf, type Element } from "./xml.ts";

export const ATOM = "http://www.w3.org/2005/Atom";
export const ARXIV = "http://arxiv.org/schemas/atom";
const OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/";

export interface ApiAnswer extends Parsed {
  /** All results of the query, of which this is a page. */
  total: number | undefined;
  /** The service's own words when it refused. */
  error: string | undefined;
}

/** @throws Error when the answer is not an Atom feed */
export function parseApiAnswer(text: string): ApiAnswer {
  const feed = parseXml(text);
  if (feed.name !== "feed" || feed.namespace !== ATOM)
    throw new Error(`An Atom feed was expected, not <${feed.name}>.`);
  const answer: ApiAnswer = {
    papers: [],
    rejected: [],
    total: count(textOf(feed, "totalResults", OPENSEARCH)),
    error: undefined,
  };
  for (const entry of childrenOf(feed, "entry", ATOM)) {
    const id = textOf(entry, "id", ATOM) ?? "";
    if (id.includes("/api/errors"))
      answer.error = textOf(entry, "summary", ATOM) ?? "The service gave no reason.";
    else readEntry(entry, id, answer);
  }
  return answer;
}

function readEntry(entry: Element, address: string, answer: Parsed): void {
  const arxiv = parseArxivId(address);
  const title = textOf(entry, "title", ATOM);
  if (!arxiv || title === undefined) {
    answer.rejected.push({
      reason: arxiv ? "The entry has no title." : "The entry's id is no arXiv identifier.",
      excerpt: excerptOf({ address, title }),
    });
    return;
  }
  const primary = childOf(entry, "primary_category", ARXIV)?.attributes.term;
  const terms = childrenOf(entry, "category", ATOM).map(({ attributes }) => attributes.term ?? "");
  sort(
    {
      id: arxiv.id,
      version: arxiv.version,
      title,
      abstract: textOf(entry, "summary", ATOM) ?? "",
      authors: childrenOf(entry, "author", ATOM).map((author) => ({
        name: textOf(author, "name", ATOM) ?? "",
        affiliation: textOf(author, "affiliation", ARXIV),
      })),
      categories: arxivCategories(primary ? [primary, ...terms] : terms),
      comment: textOf(entry, "comment", ARXIV) ?? null,
      journalRef: textOf(entry, "journal_ref", ARXIV) ?? null,
      doi: textOf(entry, "doi", ARXIV) ?? null,
      licence: null,
      submitted: readTime(textOf(entry, "published", ATOM)),
      updated: readTime(textOf(entry, "updated", ATOM)),
    },
    answer,
  );
}

/** arXiv mixes its own categories with ACM and MSC classes («68T05», «I.2.7; I.2.10»): only its own stay. */
export function arxivCategories(terms: string[]): string[] {
  return terms
    .map((term) => term.trim())
    .filter((term) => /^[a-z]+(?:-[a-z]+)*(?:\.[A-Za-z-]{2,})?$/.test(term));
}

function count(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
