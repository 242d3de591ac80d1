/** @file What is said about the claims of a paper, for the table of claims. */
import { countComments, type Member } from "@working-papers/daily";
import type { VerdictName } from "@working-papers/lab";
import type { PaperFolder } from "@working-papers/lab/node";
import { daily } from "../daily.ts";
import { verdictReplies, type CommentView } from "./comments.ts";

export interface ClaimTalk {
  /** Comments that everybody may read, authors' replies among them. */
  comments: number;
  /** Authors' replies to the verdict. */
  replies: VerdictReply[];
}

export interface VerdictReply {
  id: string;
  href: string;
  by: { name: string; isAuthor: boolean } | undefined;
  /** As it was when the reply was written. */
  verdict: VerdictName | undefined;
  /** As a text: the table of claims is made anew in the browser when it is filtered. */
  html: string;
}

/** By claim; what nobody has spoken of is missing. */
export async function claimTalk(
  folder: PaperFolder,
  member: Member | undefined,
): Promise<Record<string, ClaimTalk>> {
  const { db } = daily().database;
  const { arxiv, claims } = folder.paper;
  const [counts, replies] = await Promise.all([
    countComments(db, arxiv),
    verdictReplies({ db, folder, member }, arxiv),
  ]);
  return Object.fromEntries(
    claims.flatMap(({ id }) => {
      const comments = counts.get(id) ?? 0;
      return comments === 0 ? [] : [[id, { comments, replies: (replies.get(id) ?? []).map(replyOf) }]];
    }),
  );
}

function replyOf({ id, href, by, verdict, text }: CommentView): VerdictReply {
  return { id, href, by, verdict, html: text.html };
}
