/** @file JSON Feed 1.1. */
import { lastChange, tagOf, type FeedDocument } from "./document.ts";

export const JSON_FEED_TYPE = "application/feed+json; charset=utf-8";

export function writeJsonFeed(feed: FeedDocument): string {
  return JSON.stringify(
    {
      version: "https://jsonfeed.org/version/1.1",
      title: feed.title,
      description: feed.description,
      home_page_url: feed.page,
      feed_url: feed.self,
      ...(feed.next === undefined ? {} : { next_url: feed.next }),
      language: "en",
      items: feed.items.map((item) => ({
        id: tagOf(feed, item.id),
        url: item.url,
        ...(item.source === undefined ? {} : { external_url: item.source }),
        title: item.title,
        content_text: item.text,
        date_published: item.published.toISOString(),
        date_modified: item.updated.toISOString(),
        authors: item.authors.map((name) => ({ name })),
        tags: item.categories,
      })),
      // Extensions begin with an underscore.
      _working_papers: { updated: lastChange(feed).toISOString() },
    },
    undefined,
    2,
  );
}
