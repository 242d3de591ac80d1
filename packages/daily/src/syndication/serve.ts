/** @file Answers `/feeds/…`: every list, every search and every discussion as Atom, RSS and JSON Feed. */
import type { PaperFolder } from "@working-papers/lab/node";
import { answer } from "../http/answer.ts";
import { ProblemError } from "../http/problem.ts";
import {
  FEED_FORMATS,
  feedPath,
  listPage,
  paperPage,
  parseListName,
  type FeedFormat,
  type ListAddress,
} from "../site/addresses.ts";
import { foldersById, type SiteContext } from "../site/context.ts";
import { readList, type ReadList } from "../site/list.ts";
import { pageIn } from "../http/page.ts";
import { ATOM_TYPE, writeAtom } from "./atom.ts";
import { commentsDocument } from "./comments.ts";
import { feedItem, type FeedDocument } from "./document.ts";
import { JSON_FEED_TYPE, writeJsonFeed } from "./json-feed.ts";
import { RSS_TYPE, writeRss } from "./rss.ts";

const FORMATS: Record<FeedFormat, { write(feed: FeedDocument): string; type: string }> = {
  atom: { write: writeAtom, type: ATOM_TYPE },
  rss: { write: writeRss, type: RSS_TYPE },
  json: { write: writeJsonFeed, type: JSON_FEED_TYPE },
};

/** The first year in which a site can have had its name; it must not change, or readers see every paper anew. */
const SINCE = 2026;
const ITEMS = 100;
/** Feed readers ask every half hour or so. */
const FRESH_SECONDS = 300;

/**
 * @throws ProblemError when there is no such feed
 */
export async function serveFeed(request: Request, site: SiteContext): Promise<Response> {
  const url = new URL(request.url);
  const match = /^\/feeds\/(.+)\.(\w+)$/.exec(url.pathname);
  const format = FEED_FORMATS.find((known) => known === match?.[2]);
  const talk = /^comments(?:\/(.+))?$/.exec(match?.[1] ?? "");
  if (talk && format !== undefined) {
    const paper = talk[1] === undefined ? undefined : decodeURIComponent(talk[1]);
    return written(request, format, {
      ...(await commentsDocument(site, paper, format, url.origin)),
      ...identity(url.origin),
    });
  }
  const list = match && parseListName(match[1], url.searchParams);
  if (!list || format === undefined)
    throw new ProblemError(
      404,
      "There is no such feed: /feeds/ and latest, trending, day/2026-09-10, week/2026-W37, month/2026-09, category/cs.CL, search, comments or comments/2410.00907 was expected, and .atom, .rss or .json.",
      [feedPath({ kind: "latest" }, "atom")],
    );
  const page = pageIn(url.searchParams);
  const read = await readList(site, list, { size: ITEMS, page });
  const feed = await feedDocument(site, list, read, url.origin, feedPath(list, format, page));
  const next = read.more && url.origin + feedPath(list, format, page + 1);
  return written(request, format, { ...feed, ...(next && { next }) });
}

function written(request: Request, format: FeedFormat, feed: FeedDocument): Response {
  const { write, type } = FORMATS[format];
  return answer(request, { body: write(feed), type, fresh: FRESH_SECONDS });
}

function identity(origin: string): Pick<FeedDocument, "host" | "since" | "updated"> {
  // An empty list has changed never; one with items as lately as the latest of them.
  return { host: new URL(origin).hostname, since: SINCE, updated: new Date(Date.UTC(SINCE, 0, 1)) };
}

async function feedDocument(
  site: SiteContext,
  list: ListAddress,
  read: ReadList,
  origin: string,
  self: string,
): Promise<FeedDocument> {
  const folders = foldersById(await site.evidence.all());
  return {
    title: read.title,
    description: [read.description, ...read.notes].join(" "),
    page: origin + listPage(list),
    self: origin + self,
    ...identity(origin),
    items: read.papers.map((paper) => {
      const folder = folders.get(paper.id);
      return feedItem(paper, origin + paperPage(paper.id, folder?.paper.slug), folder && standing(folder));
    }),
  };
}

/** «Its claims, measured here: 12 reproduced, 2 not tested. …», or our own summary where nothing ran yet. */
function standing({ paper, verdicts, runs }: PaperFolder): string {
  if (runs.length === 0) return paper.summary;
  const counts = Map.groupBy(verdicts, ({ verdict }) => verdict);
  const said = (["reproduced", "partly", "not reproduced", "not tested"] as const).flatMap((name) => {
    const count = counts.get(name)?.length ?? 0;
    return count === 0 ? [] : [`${count} ${name}`];
  });
  return `Its claims, measured here: ${said.join(", ")}. ${paper.summary}`;
}
