/** @file RSS 2.0, with Dublin Core for authors (RSS's own author is a mail address) and the whole abstract in content:encoded. */
import { html, lastChange, tagOf, xml, type FeedDocument, type FeedItem } from "./document.ts";

export const RSS_TYPE = "application/rss+xml; charset=utf-8";

export function writeRss(feed: FeedDocument): string {
  const changed = lastChange(feed).toUTCString();
  const next = feed.next === undefined ? "" : `\n    <atom:link rel="next" href="${xml(feed.next)}"/>`;
  return `<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
  <channel>
    <title>${xml(feed.title)}</title>
    <link>${xml(feed.page)}</link>
    <description>${xml(feed.description)}</description>
    <language>en</language>
    <lastBuildDate>${changed}</lastBuildDate>
    <ttl>60</ttl>
    <atom:link rel="self" type="application/rss+xml" href="${xml(feed.self)}"/>${next}
${feed.items.map((one) => item(feed, one)).join("")}  </channel>
</rss>
`;
}

const SUMMARY = 300;

function item(feed: FeedDocument, one: FeedItem): string {
  return `    <item>
      <title>${xml(one.title)}</title>
      <link>${xml(one.url)}</link>
      <guid isPermaLink="false">${xml(tagOf(feed, one.id))}</guid>
      <pubDate>${one.published.toUTCString()}</pubDate>
${one.authors.map((name) => `      <dc:creator>${xml(name)}</dc:creator>\n`).join("")}${one.categories
    .map((term) => `      <category>${xml(term)}</category>\n`)
    .join("")}      <description>${xml(shortened(one.text))}</description>
      <content:encoded>${xml(html(one.text))}</content:encoded>
    </item>
`;
}

/** The beginning of a text, cut at a word. */
function shortened(text: string): string {
  if (text.length <= SUMMARY) return text;
  return `${text.slice(0, SUMMARY).replace(/\s+\S*$/, "")} …`;
}
