/**
 * @file Votes that editors take away, and give back. Both stand in the audit log with who did it, and in a public log without names: that something was
 * removed, from which paper, how much, and why.
 */
import { desc, eq, sql } from "drizzle-orm";
import { newId } from "../database/id.ts";
import type { Db, Executor } from "../database/open.ts";
import { paper, voteRemoval } from "../database/schema.ts";
import { demand, Refused, writeAudit, type Member } from "../accounts/index.ts";
import { toDay } from "../lists/period.ts";
import { lockCounting } from "./derive.ts";
import { RULES, type VoteRules } from "./rules.ts";

/** Which votes: of one member, all of them; or those of young accounts on a paper, between two moments. */
export type Which = { memberId: string } | { paperId: string; from: Date; until: Date };

const REASON = { least: 10, most: 500 };

/**
 * Removes votes. They count nowhere from now on, also not in the lists of earlier days, which are computed again.
 *
 * @returns the removals: one a paper
 * @throws SignInNeeded, Forbidden, or Refused (400 without a reason, 404 when nothing is to be removed)
 */
export async function removeVotes(
  db: Db,
  actor: Member | undefined,
  which: Which,
  reason: string,
  { youngDays }: VoteRules = RULES,
): Promise<{ id: string; paperId: string; votes: number }[]> {
  demand(actor, "vote.remove");
  const says = reason.trim();
  if (says.length < REASON.least || says.length > REASON.most)
    throw new Refused(
      400,
      `A reason of ${REASON.least} to ${REASON.most} characters was expected, as it is published; this one has ${says.length}.`,
      "reason",
    );
  const chosen =
    "memberId" in which
      ? sql`vote.member_id = ${which.memberId}`
      : sql`vote.paper_id = ${which.paperId} and vote.at between ${which.from.toISOString()}::timestamptz and ${which.until.toISOString()}::timestamptz
          and vote.at - member.created < make_interval(days => ${youngDays}::int)`;
  return db.transaction(async (tx) => {
    await lockCounting(tx);
    const { rows } = await tx.execute<{ paper: string; member: string; day: string }>(sql`
      select vote.paper_id as paper, vote.member_id as member, (vote.at at time zone 'UTC')::date::text as day
      from vote join member on member.id = vote.member_id
      where ${chosen} and vote.removal_id is null order by 1, 2 for update of vote`);
    if (rows.length === 0)
      throw new Refused(404, "There are no such votes, or they have been removed before.");
    const removals: { id: string; paperId: string; votes: number }[] = [];
    for (const [paperId, votes] of Map.groupBy(rows, (row) => row.paper)) {
      const id = newId();
      await tx.insert(voteRemoval).values({ id, paperId, votes: votes.length, reason: says });
      await tx.execute(sql`
        update vote set removal_id = ${id}
        where paper_id = ${paperId} and member_id in ${votes.map(({ member }) => member)}`);
      removals.push({ id, paperId, votes: votes.length });
    }
    await makeStale(tx, rows.map(({ day }) => day).sort()[0]);
    await writeAudit(tx, {
      actor: actor.id,
      action: "vote.remove",
      subject: "memberId" in which ? `member:${which.memberId}` : `paper:${which.paperId}`,
      detail: { reason: says, removals },
    });
    return removals;
  });
}

/**
 * Gives the votes of a removal back.
 *
 * @throws SignInNeeded, Forbidden, or Refused (404)
 */
export async function restoreVotes(db: Db, actor: Member | undefined, id: string): Promise<void> {
  demand(actor, "vote.remove");
  await db.transaction(async (tx) => {
    await lockCounting(tx);
    const [removal] = await tx
      .update(voteRemoval)
      .set({ restored: sql`now()` })
      .where(sql`${voteRemoval.id} = ${id} and ${voteRemoval.restored} is null`)
      .returning();
    if (!removal) throw new Refused(404, "There is no such removal, or its votes have been given back.");
    const { rows } = await tx.execute<{ day: string }>(
      sql`update vote set removal_id = null where removal_id = ${id} returning (at at time zone 'UTC')::date::text as day`,
    );
    await makeStale(tx, rows.map(({ day }) => day).sort()[0] ?? toDay(removal.at));
    await writeAudit(tx, {
      actor: actor.id,
      action: "vote.restore",
      subject: `paper:${removal.paperId}`,
      detail: { removal: id, votes: rows.length },
    });
  });
}

/** The trending lists from a day on are to be computed again. */
async function makeStale(tx: Executor, day: string): Promise<void> {
  await tx.execute(sql`update trending_day set stale = true where day >= ${day}::date`);
}

export interface Removal {
  id: string;
  at: Date;
  paperId: string;
  /** Null when the paper is not there any more. */
  title: string | null;
  votes: number;
  reason: string;
  restored: Date | null;
}

/** The public log, the latest first. */
export async function readRemovals(db: Db, most = 200): Promise<Removal[]> {
  return db
    .select({
      id: voteRemoval.id,
      at: voteRemoval.at,
      paperId: voteRemoval.paperId,
      title: paper.title,
      votes: voteRemoval.votes,
      reason: voteRemoval.reason,
      restored: voteRemoval.restored,
    })
    .from(voteRemoval)
    .leftJoin(paper, eq(paper.id, voteRemoval.paperId))
    .orderBy(desc(voteRemoval.at), voteRemoval.id)
    .limit(most);
}
