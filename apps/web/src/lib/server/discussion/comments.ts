/** @file Comments as pages show them: texts made safe, runs as cards, what the reader may do. */
import {
  may,
  paperPage,
  placed,
  readDiscussion,
  threadsOf,
  type Comment,
  type Db,
  type Member,
  type Placed,
} from "@working-papers/daily";
import type { PaperFolder } from "@working-papers/lab/node";
import type { VerdictName } from "@working-papers/lab";
import { Markup } from "../../markup.ts";
import { renderComment } from "../markdown/index.ts";
import { runCards, type RunCardView } from "./run-cards.ts";

export interface CommentView {
  id: string;
  href: string;
  /** Where it stands among the others. */
  placeHref: string;
  /** Nothing when whoever wrote it has left. */
  by: { name: string; isAuthor: boolean } | undefined;
  claim: string | undefined;
  text: Markup;
  state: "shown" | "hidden" | "deleted";
  /** Why an editor has hidden it. */
  reason: string | undefined;
  /** The verdict that an author replies to, as it was then. */
  verdict: VerdictName | undefined;
  /** ISO times. */
  created: string;
  edited: string | undefined;
  /** 0 for the first of a thread. */
  depth: number;
  /** Whom it answers, where the indentation does not show it. */
  answers: { name: string; href: string } | undefined;
  runs: RunCardView[];
  /** The reader wrote it. */
  own: boolean;
}

/** Answers to answers are indented so far and no further. */
const DEEPEST = 3;

export interface CommentContext {
  db: Db;
  /** Where the paper works. */
  folder: PaperFolder | undefined;
  member: Member | undefined;
}

/** The newest conversations on a paper as a whole, or on one of its claims, or those before a cursor; an author's replies to verdicts stand beside these. */
export async function conversations(
  context: CommentContext,
  { paperId, claim, cursor }: { paperId: string; claim?: string; cursor?: string },
): Promise<{ comments: CommentView[]; earlier: string | undefined }> {
  const subject = {
    paperId,
    claim: claim ?? null,
    replies: false,
    ...(cursor === undefined ? {} : { cursor }),
  };
  const { comments, earlier } = await readDiscussion(context.db, subject, context.member);
  return { comments: await commentViews(context, comments), earlier };
}

/** Authors' replies to the verdicts of a paper, by claim. */
export async function verdictReplies(
  context: CommentContext,
  paperId: string,
): Promise<Map<string, CommentView[]>> {
  const { comments } = await readDiscussion(context.db, { paperId, replies: true }, context.member);
  const views = await commentViews(context, comments);
  return Map.groupBy(views, ({ claim }) => claim!);
}

export async function commentViews(
  context: CommentContext,
  comments: readonly Comment[],
): Promise<CommentView[]> {
  const lines = placed(threadsOf(comments), DEEPEST);
  return Promise.all(lines.map((line) => commentView(context, line)));
}

export async function commentView(
  { db, folder, member }: CommentContext,
  { comment, depth, answers }: Placed,
): Promise<CommentView> {
  const { id, claim, by, hidden, deleted, created, edited, verdict } = comment;
  return {
    id,
    href: `/comments/${id}`,
    placeHref: placeOf(comment, folder),
    by: by ? { name: by.name, isAuthor: by.isAuthor } : undefined,
    claim: claim ?? undefined,
    text: new Markup(comment.text === "" ? "" : renderComment(comment.text).html),
    state: deleted ? "deleted" : hidden ? "hidden" : "shown",
    reason: hidden?.reason,
    verdict: verdict ?? undefined,
    created: created.toISOString(),
    edited: edited?.toISOString(),
    depth,
    answers: answers && { name: answers.by?.name ?? "somebody who left", href: `#comment-${answers.id}` },
    runs: await runCards(db, comment.runs, folder, claim ?? undefined),
    own: member !== undefined && by?.id === member.id,
  };
}

/** The page of a claim, or of a paper at its discussion. */
export function discussionHref(paperId: string, slug?: string, claim?: string): string {
  return claim === undefined || slug === undefined
    ? `${paperPage(paperId, slug)}#discussion`
    : `/papers/${slug}/claims/${claim}#discussion`;
}

export function placeOf({ id, paperId, claim }: Comment, folder?: PaperFolder): string {
  const [page] = discussionHref(paperId, folder?.paper.slug, claim ?? undefined).split("#");
  return `${page}#comment-${id}`;
}

/** What a member may do with a comment. */
export function rightsOf(
  member: Member | undefined,
  comment: Comment,
): Record<"edit" | "remove" | "report" | "hide", boolean> {
  const isOwner = member !== undefined && comment.by?.id === member.id;
  const stands = comment.deleted === null;
  return {
    edit: stands && !comment.hidden && may(member, "comment.edit", { isOwner }),
    remove: stands && may(member, "comment.remove", { isOwner }),
    report: stands && !comment.hidden && !isOwner && may(member, "report.write"),
    hide: stands && may(member, "comment.hide"),
  };
}
