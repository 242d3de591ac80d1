/** @file Where the feeds of a list are, for its page to name them. */
import { feedPath, type FeedFormat, type ListAddress } from "@working-papers/daily";

export interface FeedLink {
  short: string;
  title: string;
  type: string;
  href: string;
}

const FORMATS: readonly { short: string; format: FeedFormat; type: string }[] = [
  { short: "Atom", format: "atom", type: "application/atom+xml" },
  { short: "RSS", format: "rss", type: "application/rss+xml" },
  { short: "JSON", format: "json", type: "application/feed+json" },
];

/** The three forms of a list's feed. */
export function feedLinks(list: ListAddress): FeedLink[] {
  return FORMATS.map(({ short, format, type }) => ({
    short,
    title: `${short} feed`,
    type,
    href: feedPath(list, format),
  }));
}
