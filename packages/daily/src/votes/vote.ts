/** @file Casting a vote and taking it back. */
import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Db } from "../database/open.ts";
import { paper, vote, voteRemoval } from "../database/schema.ts";
import { demand, Forbidden, Refused, takeFor, type Member } from "../accounts/index.ts";
import { hashedNetwork } from "./network.ts";
import { PACE } from "./rules.ts";

export interface Voted {
  /** Whether the member's vote stands now. */
  voted: boolean;
  /** All votes of the paper that stand. */
  votes: number;
}

/**
 * Casts a vote, or takes it back. Saying the same twice changes nothing, whatever runs at the same time: the table has one row a member and paper.
 *
 * @param network where it came from, as `networkOf` tells it; only a keyed hash of it is kept, for some days
 * @throws SignInNeeded, Forbidden (also for a vote that an editor has removed), TooMany, or Refused (404) when there is no such paper
 */
export async function castVote(
  db: Db,
  actor: Member | undefined,
  { paperId, up, network }: { paperId: string; up: boolean; network?: string },
): Promise<Voted> {
  demand(actor, "vote");
  const memberId = actor.id;
  const mine = and(eq(vote.memberId, memberId), eq(vote.paperId, paperId));
  const [before] = await db
    .select({ removal: vote.removalId, reason: voteRemoval.reason })
    .from(vote)
    .leftJoin(voteRemoval, eq(voteRemoval.id, vote.removalId))
    .where(mine);
  if (before && before.removal !== null)
    throw new Forbidden(`An editor removed your vote for this paper: «${before.reason}»`);
  if (up && !before) {
    const [known] = await db.select({ key: paper.key }).from(paper).where(eq(paper.id, paperId));
    if (!known)
      throw new Refused(404, `There is no paper «${paperId.slice(0, 60)}» here that could be voted for.`);
    await takeFor(db, `vote:${memberId}`, PACE);
    const hash = network === undefined ? null : await hashedNetwork(db, network);
    await db.insert(vote).values({ memberId, paperId, network: hash }).onConflictDoNothing();
  } else if (!up && before) await db.delete(vote).where(and(mine, isNull(vote.removalId)));
  return { voted: up, votes: (await countVotes(db, [paperId])).get(paperId) ?? 0 };
}

/** Votes that stand: not removed, of members who are not suspended. */
export const stands = sql`vote.removal_id is null and member.suspended is null`;

/** The votes of papers, by paper; those without any are left out. */
export async function countVotes(db: Db, papers: readonly string[]): Promise<Map<string, number>> {
  if (papers.length === 0) return new Map();
  const { rows } = await db.execute<{ id: string; count: number }>(sql`
    select vote.paper_id as id, count(*)::int as count from vote join member on member.id = vote.member_id
    where vote.paper_id in ${[...new Set(papers)]} and ${stands} group by 1`);
  return new Map(rows.map(({ id, count }) => [id, count]));
}

/** Which of some papers a member's vote stands for. */
export async function votedAmong(db: Db, memberId: string, papers: readonly string[]): Promise<Set<string>> {
  if (papers.length === 0) return new Set();
  const rows = await db
    .select({ id: vote.paperId })
    .from(vote)
    .where(and(eq(vote.memberId, memberId), isNull(vote.removalId), inArray(vote.paperId, [...papers])));
  return new Set(rows.map(({ id }) => id));
}

/** One's own vote, with what an editor said of it. */
export interface OwnVote {
  paperId: string;
  at: Date;
  removed: string | null;
}

/** A member's votes, the latest first. */
export async function votesOf(db: Db, memberId: string, most = 10_000): Promise<OwnVote[]> {
  return db
    .select({ paperId: vote.paperId, at: vote.at, removed: voteRemoval.reason })
    .from(vote)
    .leftJoin(voteRemoval, eq(voteRemoval.id, vote.removalId))
    .where(eq(vote.memberId, memberId))
    .orderBy(sql`${vote.at} desc`, vote.paperId)
    .limit(most);
}
