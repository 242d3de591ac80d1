/** @file What people say as a feed: of the whole site, or of one paper. */
import { parseArxivId } from "../papers/arxiv-id.ts";
import { readPaper } from "../papers/read.ts";
import { plain } from "../papers/tex.ts";
import { recentComments, type NewComment } from "../discussion/index.ts";
import { ProblemError } from "../http/problem.ts";
import { commentsFeedPath, paperPage, type FeedFormat } from "../site/addresses.ts";
import { findFolder, type SiteContext } from "../site/context.ts";
import type { FeedDocument, FeedItem } from "./document.ts";

const ITEMS = 50;

/**
 * @param paper identifier or short name; nothing for the whole site
 * @throws ProblemError when there is no such paper
 */
export async function commentsDocument(
  site: SiteContext,
  paper: string | undefined,
  format: FeedFormat,
  origin: string,
): Promise<Omit<FeedDocument, "host" | "since" | "updated">> {
  if (paper === undefined) {
    const comments = await recentComments(site.db, { most: ITEMS });
    return {
      title: `${site.name}: discussion`,
      description: "What readers and authors say about papers and their claims, the newest first.",
      page: `${origin}/comments`,
      self: origin + commentsFeedPath(format),
      items: comments.map((comment) => itemOf(comment, origin)),
    };
  }
  const folder = await findFolder(site.evidence, paper);
  const found = await readPaper(site.db, folder?.paper.arxiv ?? parseArxivId(paper)?.id ?? paper);
  if (!found) throw new ProblemError(404, `There is no paper «${paper.slice(0, 80)}» here.`);
  const { id, title } = found.paper;
  const slug = folder?.paper.slug ?? (await findFolder(site.evidence, id))?.paper.slug;
  const comments = await recentComments(site.db, { most: ITEMS, paperId: id });
  return {
    title: `Comments on «${plain(title)}»`,
    description: "What readers and authors say about this paper and its claims, the newest first.",
    page: `${origin}${paperPage(id, slug)}#discussion`,
    self: origin + commentsFeedPath(format, id),
    items: comments.map((comment) => itemOf(comment, origin)),
  };
}

function itemOf(
  { id, by, claim, verdict, title, text, created, edited }: NewComment,
  origin: string,
): FeedItem {
  const who = by?.name ?? "Somebody who left";
  const said = verdict === null ? "on" : `replies to the verdict «${verdict}» of`;
  const about = claim === null ? plain(title) : `${claim}, ${plain(title)}`;
  return {
    id: `comment/${id}`,
    title: `${who}${by?.isAuthor ? ", author," : ""} ${said} ${about}`,
    url: `${origin}/comments/${id}`,
    text,
    authors: [who],
    categories: [],
    published: created,
    updated: edited ?? created,
  };
}
