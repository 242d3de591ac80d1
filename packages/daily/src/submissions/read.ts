/** @file Submissions as their submitters and the editors see them. */
import { desc, eq, sql, type SQL } from "drizzle-orm";
import type { Db } from "../database/open.ts";
import { member, submission } from "../database/schema.ts";
import type { Submission } from "./submission.ts";

/** A member's submissions, the latest first. */
export function submissionsOf(db: Db, memberId: string, most = 50): Promise<Submission[]> {
  return read(db, eq(submission.memberId, memberId), most);
}

/** Those that wait, and those of the last two weeks that did not come in: for the editors. */
export function openSubmissions(db: Db, most = 200): Promise<Submission[]> {
  return read(
    db,
    sql`${submission.state} = 'waiting' or (${submission.state} in ('not found', 'refused', 'unlisted') and ${submission.at} > now() - interval '14 days')`,
    most,
  );
}

async function read(db: Db, which: SQL, most: number): Promise<Submission[]> {
  const rows = await db
    .select({
      id: submission.id,
      paperId: submission.paperId,
      state: submission.state,
      reason: submission.reason,
      at: submission.at,
      day: submission.day,
      asked: submission.asked,
      lastAsked: submission.lastAsked,
      memberId: member.id,
      name: member.name,
    })
    .from(submission)
    .leftJoin(member, eq(member.id, submission.memberId))
    .where(which)
    .orderBy(desc(submission.at), submission.id)
    .limit(most);
  return rows.map(({ memberId, name, ...row }) => ({
    ...row,
    member: memberId === null ? null : { id: memberId, name: name! },
  }));
}
