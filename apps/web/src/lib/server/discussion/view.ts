/** @file The discussion of a paper or a claim, for its page. */
import { claimPage, countComments, type Member } from "@working-papers/daily";
import type { PaperFolder } from "@working-papers/lab/node";
import { daily } from "../daily.ts";
import { conversations, type CommentView } from "./comments.ts";

export interface DiscussionView {
  comments: CommentView[];
  /** Claims that are talked about on their own pages; of a paper alone. */
  claims: { id: string; href: string; count: number }[];
  /** Whether the reader is signed in. */
  member: boolean;
  /** What a new comment is about, as the query of its page. */
  query: string;
  signIn: string;
  feed: string;
}

export async function discussionView(
  paperId: string,
  folder: PaperFolder | undefined,
  member: Member | undefined,
  claim?: string,
): Promise<DiscussionView> {
  const { db } = daily().database;
  const query = new URLSearchParams({ paper: paperId, ...(claim === undefined ? {} : { claim }) }).toString();
  const counts = claim === undefined ? await countComments(db, paperId) : new Map<string, number>();
  const slug = folder?.paper.slug;
  return {
    comments: await conversations({ db, folder, member }, paperId, claim),
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
