/** @file The discussion of a paper or a claim, for its page. */
import { claimPage, countComments, type Member } from "@working-papers/daily";
import type { PaperFolder } from "@working-papers/lab/node";
import { daily } from "../daily.ts";
import { conversations, discussionHref, type CommentView } from "./comments.ts";
import { orErrorPage } from "./refusal.ts";

export interface DiscussionView {
  comments: CommentView[];
  /** Where comments before these stand, and the newest where these are earlier ones. */
  earlier: string | undefined;
  newest: string | undefined;
  /** Claims that are talked about on their own pages; of a paper alone. */
  claims: { id: string; href: string; count: number }[];
  /** Whether the reader is signed in. */
  member: boolean;
  /** What a new comment is about, as the query of its page. */
  query: string;
  signIn: string;
  feed: string;
}

/** @param url of the page: `?before=` a cursor leads to earlier comments */
export async function discussionView(
  paperId: string,
  folder: PaperFolder | undefined,
  member: Member | undefined,
  url: URL,
  claim?: string,
): Promise<DiscussionView> {
  const { db } = daily().database;
  const query = new URLSearchParams({ paper: paperId, ...(claim === undefined ? {} : { claim }) }).toString();
  const counts = claim === undefined ? await countComments(db, paperId) : new Map<string, number>();
  const slug = folder?.paper.slug;
  const cursor = url.searchParams.get("before") ?? undefined;
  const { comments, earlier } = await orErrorPage(
    conversations(
      { db, folder, member },
      { paperId, ...(claim === undefined ? {} : { claim }), ...(cursor === undefined ? {} : { cursor }) },
    ),
  );
  const newest = discussionHref(paperId, slug, claim);
  return {
    comments,
    earlier:
      earlier === undefined
        ? undefined
        : newest.replace("#", `?${new URLSearchParams({ before: earlier }).toString()}#`),
    newest: cursor === undefined ? undefined : newest,
    claims: (folder?.paper.claims ?? []).flatMap(({ id }) => {
      const count = counts.get(id) ?? 0;
      return count === 0 ? [] : [{ id, href: `${claimPage(slug!, id)}#discussion`, count }];
    }),
    member: member !== undefined,
    query,
    signIn: `/sign-in?${new URLSearchParams({ to: `/comments/new?${query}` })}`,
    feed: `/feeds/comments/${paperId.split("/").map(encodeURIComponent).join("/")}.atom`,
  };
}
