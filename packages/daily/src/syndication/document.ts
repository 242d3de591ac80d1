/** @file What a feed is before it is written: one form for RSS, Atom and JSON Feed, for every list and every search. */
import type { Card } from "../papers/card.ts";
import { plain } from "../papers/tex.ts";

export interface FeedDocument {
  title: string;
  /** One sentence about what is listed. */
  description: string;
  /** Address of the page with the same list. */
  page: string;
  /** Address of this feed itself. */
  self: string;
  /** The site's host name, for identifiers that stay when addresses change. */
  host: string;
  /** The year in which the host had that name, for the same identifiers (RFC 4151). */
  since: number;
  /** When the list changed last; it must not be the time of asking, or nobody can cache it. */
  updated: Date;
  /** Address of the next page of the list. */
  next?: string;
  items: FeedItem[];
}

export interface FeedItem {
  /** Within the site: `paper/2609.00001`, `comment/…`. */
  id: string;
  title: string;
  /** Address of its page on this site. */
  url: string;
  /** Address of the paper at its source. */
  source?: string;
  /** Plain text: of a paper the abstract, and before it how its claims stand where it works; of a comment its Markdown. */
  text: string;
  authors: string[];
  categories: string[];
  published: Date;
  updated: Date;
}

/** A paper as an item, in plain text: no reader of feeds sets formulas. `before` is a paragraph of our own. */
export function feedItem(paper: Card & { listed?: string }, url: string, before?: string): FeedItem {
  const title = plain(paper.title);
  const day = paper.listed ?? paper.announced;
  const published = day ? new Date(`${day}T00:00:00Z`) : (paper.submitted ?? paper.updated ?? new Date(0));
  return {
    id: `paper/${paper.id}`,
    title: paper.withdrawn ? `Withdrawn: ${title}` : title,
    url,
    ...(/^(?:doi|bib):/.test(paper.id)
      ? {}
      : { source: `https://arxiv.org/abs/${paper.id}v${paper.version}` }),
    text: [before, plain(paper.abstract)].filter(Boolean).join("\n\n"),
    authors: paper.authors.map(({ name }) => plain(name)),
    categories: paper.categories,
    published,
    updated: paper.updated && paper.updated > published ? paper.updated : published,
  };
}

/** `tag:papers.example.org,2026:paper/2609.00001`: the same in every list of a site. What no IRI may have, as some DOIs do, is percent-encoded (RFC 3987). */
export function tagOf({ host, since }: FeedDocument, name: string): string {
  return `tag:${host},${since}:${name.replace(/[<>"{}|\\^`]/g, encodeURIComponent)}`;
}

/** The newest of the items, or what the document says. */
export function lastChange({ updated, items }: FeedDocument): Date {
  return items.reduce((latest, item) => (item.updated > latest ? item.updated : latest), updated);
}

/** Text for XML: markup escaped, and without the characters that XML cannot carry. */
export function xml(text: string): string {
  return (
    text
      // oxlint-disable-next-line no-control-regex
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "")
      .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd")
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replaceAll('"', "&quot;")
      .replaceAll("'", "&#39;")
  );
}

/** An abstract as HTML: its paragraphs, nothing else, whatever it contains. */
export function html(text: string): string {
  return text
    .split("\n\n")
    .map((paragraph) => `<p>${xml(paragraph)}</p>`)
    .join("");
}
