/** @file A member's comments, attached runs, reports and notices. */
import { asc, eq } from "drizzle-orm";
import type { Holding } from "../accounts/holding.ts";
import { comment, commentReport, commentRun, commentVersion, noticeChoice } from "../database/schema.ts";
import { readNoticeChoice } from "./notices.ts";
import { takeAway } from "./write.ts";

export const discussionHolding: Holding = {
  name: "comments",
  tables: ["comment", "comment_version", "comment_run", "comment_report", "notice_choice"],
  leaving:
    "Your comments stay without your name, or go, as you choose; where somebody answered, an empty one stays. Your reports and choices of notices go.",
  async read(db, memberId) {
    const comments = await db
      .select({
        id: comment.id,
        paper: comment.paperId,
        claim: comment.claim,
        answers: comment.parent,
        text: comment.text,
        verdict: comment.verdict,
        created: comment.created,
        edited: comment.edited,
        hidden: comment.hidden,
        hiddenReason: comment.hiddenReason,
      })
      .from(comment)
      .where(eq(comment.memberId, memberId))
      .orderBy(asc(comment.created));
    const versions = await db
      .select({
        comment: commentVersion.commentId,
        written: commentVersion.written,
        text: commentVersion.text,
      })
      .from(commentVersion)
      .innerJoin(comment, eq(comment.id, commentVersion.commentId))
      .where(eq(comment.memberId, memberId))
      .orderBy(asc(commentVersion.written));
    const runs = await db
      .select({
        comment: commentRun.commentId,
        kind: commentRun.kind,
        run: commentRun.runId,
        content: commentRun.content,
      })
      .from(commentRun)
      .innerJoin(comment, eq(comment.id, commentRun.commentId))
      .where(eq(comment.memberId, memberId));
    const reports = await db
      .select({ comment: commentReport.commentId, reason: commentReport.reason, at: commentReport.at })
      .from(commentReport)
      .where(eq(commentReport.memberId, memberId));
    return { comments, versions, runs, reports, notices: await readNoticeChoice(db, memberId) };
  },
  async leave(tx, memberId, texts) {
    await tx.delete(noticeChoice).where(eq(noticeChoice.memberId, memberId));
    if (texts === "keep") return;
    const own = await tx.select({ id: comment.id }).from(comment).where(eq(comment.memberId, memberId));
    for (const { id } of own) await takeAway(tx, id);
  },
};
