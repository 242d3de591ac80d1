/** @file What members report and what editors decide: every decision has a reason and stands in the log. */
import { and, asc, eq, isNull } from "drizzle-orm";
import { demand, Refused, writeAudit, type Member } from "../accounts/index.ts";
import type { Db, Executor } from "../database/open.ts";
import { comment, commentReport, member } from "../database/schema.ts";
import { cleanLine } from "../papers/clean.ts";
import { keepPace } from "./paces.ts";

const LONGEST_REASON = 500;

/**
 * A reason in one line.
 *
 * @throws Refused when there is none, or a novel
 */
export function checkedReason(reason: string): string {
  const clean = cleanLine(reason);
  if (clean.length < 3) throw new Refused(400, "Say why, in a sentence.", "reason");
  if (clean.length > LONGEST_REASON)
    throw new Refused(400, `A reason may have ${LONGEST_REASON} characters, not ${clean.length}.`, "reason");
  return clean;
}

/** Tells the editors of a comment. A member reports a comment once; a second time changes nothing. */
export async function reportComment(
  db: Db,
  actor: Member | undefined,
  id: string,
  given: string,
): Promise<void> {
  demand(actor, "report.write");
  const reason = checkedReason(given);
  const found = await standing(db, id);
  if (found.memberId === actor.id)
    throw new Refused(400, "This is your own comment: you can edit or delete it.", "reason");
  await keepPace(db, actor, "report");
  await db.insert(commentReport).values({ commentId: id, memberId: actor.id, reason }).onConflictDoNothing();
}

/** Keeps a comment from readers; what was reported of it is decided with that. */
export async function hideComment(
  db: Db,
  actor: Member | undefined,
  id: string,
  given: string,
): Promise<void> {
  demand(actor, "comment.hide");
  const reason = checkedReason(given);
  await db.transaction(async (tx) => {
    const found = await standing(tx, id, true);
    await decide(tx, id, "hidden");
    if (found.hidden) return;
    await tx.update(comment).set({ hidden: new Date(), hiddenReason: reason }).where(eq(comment.id, id));
    await writeAudit(tx, {
      actor: actor.id,
      action: "comment.hide",
      subject: `comment:${id}`,
      detail: { paper: found.paperId, reason },
    });
  });
}

/** Shows a hidden comment again. */
export async function unhideComment(
  db: Db,
  actor: Member | undefined,
  id: string,
  given: string,
): Promise<void> {
  demand(actor, "comment.hide");
  const reason = checkedReason(given);
  await db.transaction(async (tx) => {
    const found = await standing(tx, id, true);
    if (!found.hidden) return;
    await tx.update(comment).set({ hidden: null, hiddenReason: null }).where(eq(comment.id, id));
    await writeAudit(tx, {
      actor: actor.id,
      action: "comment.unhide",
      subject: `comment:${id}`,
      detail: { paper: found.paperId, reason, was: found.hiddenReason },
    });
  });
}

/** Decides that a reported comment stays. */
export async function keepComment(
  db: Db,
  actor: Member | undefined,
  id: string,
  given: string,
): Promise<void> {
  demand(actor, "report.decide");
  const reason = checkedReason(given);
  await db.transaction(async (tx) => {
    await standing(tx, id, true);
    if ((await decide(tx, id, "kept")) === 0) return;
    await writeAudit(tx, {
      actor: actor.id,
      action: "report.decide",
      subject: `comment:${id}`,
      detail: { decision: "kept", reason },
    });
  });
}

async function decide(tx: Executor, id: string, decision: "hidden" | "kept"): Promise<number> {
  const rows = await tx
    .update(commentReport)
    .set({ decided: new Date(), decision })
    .where(and(eq(commentReport.commentId, id), isNull(commentReport.decided)))
    .returning({ id: commentReport.commentId });
  return rows.length;
}

async function standing(db: Executor, id: string, lock = false): Promise<typeof comment.$inferSelect> {
  const asked = db.select().from(comment).where(eq(comment.id, id));
  const [found] = await (lock ? asked.for("update") : asked);
  if (!found || found.deleted)
    throw new Refused(410, "There is no such comment any more: whoever wrote it has deleted it.");
  return found;
}

export interface Report {
  commentId: string;
  reason: string;
  at: Date;
  by: string;
}

/** Reports that nobody has decided, the oldest first. */
export async function openReports(db: Executor, most: number): Promise<Report[]> {
  return db
    .select({
      commentId: commentReport.commentId,
      reason: commentReport.reason,
      at: commentReport.at,
      by: member.name,
    })
    .from(commentReport)
    .innerJoin(member, eq(member.id, commentReport.memberId))
    .where(isNull(commentReport.decided))
    .orderBy(asc(commentReport.at))
    .limit(most);
}
