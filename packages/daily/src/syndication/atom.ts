/** @file Atom 1.0 (RFC 4287), with pages (RFC 5005). */
import { html, lastChange, tagOf, xml, type FeedDocument, type FeedItem } from "./document.ts";

export const ATOM_TYPE = "application/atom+xml; charset=utf-8";

export function writeAtom(feed: FeedDocument): string {
  const next = feed.next === undefined ? "" : `\n  <link rel="next" href="${xml(feed.next)}"/>`;
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <id>${xml(tagOf(feed, `feed${nameOf(feed)}`))}</id>
  <title>${xml(feed.title)}</title>
  <subtitle>${xml(feed.description)}</subtitle>
  <link rel="self" type="application/atom+xml" href="${xml(feed.self)}"/>
  <link rel="alternate" type="text/html" href="${xml(feed.page)}"/>${next}
  <updated>${lastChange(feed).toISOString()}</updated>
${feed.items.map((item) => entry(feed, item)).join("")}</feed>
`;
}

/** The address within the site, the same for all pages of a feed. */
function nameOf({ self }: FeedDocument): string {
  const url = new URL(self);
  url.searchParams.delete("page");
  return url.pathname + url.search;
}

function entry(feed: FeedDocument, item: FeedItem): string {
  // Atom asks for an author of every entry.
  const authors = item.authors.length > 0 ? item.authors : ["unknown"];
  return `  <entry>
    <id>${xml(tagOf(feed, item.id))}</id>
    <title>${xml(item.title)}</title>
    <link rel="alternate" type="text/html" href="${xml(item.url)}"/>${
      item.source === undefined ? "" : `\n    <link rel="related" href="${xml(item.source)}"/>`
    }
    <published>${item.published.toISOString()}</published>
    <updated>${item.updated.toISOString()}</updated>
${authors.map((name) => `    <author><name>${xml(name)}</name></author>\n`).join("")}${item.categories
    .map((term) => `    <category term="${xml(term)}"/>\n`)
    .join("")}    <content type="html">${xml(html(item.text))}</content>
  </entry>
`;
}
