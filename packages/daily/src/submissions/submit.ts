/** @file Submitting a paper and taking it back: stored at once, whatever the network does. */
import { and, desc, eq, gte, sql } from "drizzle-orm";
import { demand, may, Refused, takeFor, TooMany, writeAudit, type Member } from "../accounts/index.ts";
import { newId } from "../database/id.ts";
import type { Db, Executor } from "../database/open.ts";
import { listing, paper, submission } from "../database/schema.ts";
import { checkedText } from "../discussion/comment.ts";
import { toDay, type Day } from "../lists/period.ts";
import { readReference } from "./reference.ts";
import type { SubmissionState } from "./submission.ts";

/** The list of what members submitted. */
export const PEOPLE = "people";

/** Papers that one member may submit in a day, and attempts an hour, those that name no paper included. */
export const SUBMISSIONS = { perDay: 5, pace: { burst: 20, perHour: 40 } };

export interface Submitted {
  id: string;
  paperId: string;
  state: SubmissionState;
  /** Somebody had submitted it before: this is that submission. */
  again: boolean;
}

/**
 * Submits a paper. One that the site knows is listed at once; another one waits until its source has told of it. One that an editor took off the list is refused,
 * until an editor submits it.
 *
 * @param comment what opens the discussion; may be empty
 * @throws SignInNeeded, Forbidden, TooMany, or Refused in a sentence, with the field of the form that it is about
 */
export async function submitPaper(
  db: Db,
  actor: Member | undefined,
  { given, comment = "" }: { given: string; comment?: string },
  today: Day = toDay(Date.now()),
): Promise<Submitted> {
  demand(actor, "paper.submit");
  const text = comment.trim() === "" ? null : checkedText(comment);
  await takeFor(db, `submit:${actor.id}`, SUBMISSIONS.pace);
  const paperId = await idOf(db, given);
  return db.transaction(async (tx) => {
    // One at a time of a member, so that the limit holds.
    await tx.execute(sql`select id from member where id = ${actor.id} for no key update`);
    const before = await standing(tx, paperId);
    if (before) return { ...before, again: true };
    if (!may(actor, "paper.unlist")) await demandNotUnlisted(tx, paperId);
    await checkLimit(tx, actor, today);
    const [known] = await tx.select({ id: paper.id }).from(paper).where(eq(paper.id, paperId));
    const id = newId();
    const state = known ? "in" : "waiting";
    const stored = await tx
      .insert(submission)
      .values({
        id,
        memberId: actor.id,
        paperId,
        given: given.trim().slice(0, 2_000),
        comment: text,
        state,
        ...(known ? { day: today, settled: sql`now()` } : {}),
      })
      .onConflictDoNothing()
      .returning({ id: submission.id });
    // Somebody else was first in between.
    if (stored.length === 0) return { ...(await standing(tx, paperId))!, again: true };
    if (known) await listPaper(tx, paperId, today);
    return { id, paperId, state, again: false };
  });
}

/** The identifier of what somebody named. A DOI is looked for among the papers that are here: nobody is asked for it. */
async function idOf(db: Db, given: string): Promise<string> {
  const reference = readReference(given);
  if (!reference)
    throw new Refused(
      400,
      `An arXiv identifier like 2410.00907, the address of a paper at arXiv, or a DOI was expected, not «${given.trim().slice(0, 80)}».`,
      "given",
    );
  if (reference.kind === "arxiv") return reference.id;
  const [known] = await db
    .select({ id: paper.id })
    .from(paper)
    .where(
      sql`lower(${paper.doi}) = ${reference.doi.toLowerCase()} or lower(${paper.id}) = ${`doi:${reference.doi.toLowerCase()}`}`,
    )
    .limit(1);
  if (known) return known.id;
  throw new Refused(
    404,
    `No paper here has the DOI ${reference.doi.slice(0, 100)}, and other services are not asked for one: give its arXiv identifier, if it has one.`,
    "given",
  );
}

async function standing(
  tx: Executor,
  paperId: string,
  lock = false,
): Promise<{ id: string; paperId: string; state: SubmissionState } | undefined> {
  const query = tx
    .select({ id: submission.id, paperId: submission.paperId, state: submission.state })
    .from(submission)
    .where(sql`${submission.paperId} = ${paperId} and ${submission.state} in ('waiting', 'in')`);
  const [row] = lock ? await query.for("update") : await query;
  return row;
}

async function demandNotUnlisted(tx: Executor, paperId: string): Promise<void> {
  const [latest] = await tx
    .select({ state: submission.state, reason: submission.reason })
    .from(submission)
    .where(eq(submission.paperId, paperId))
    .orderBy(desc(submission.at))
    .limit(1);
  if (latest?.state === "unlisted")
    throw new Refused(
      409,
      `This paper was submitted before, and an editor took it off the list: ${latest.reason}`,
      "given",
    );
}

async function checkLimit(tx: Executor, actor: Member, today: Day): Promise<void> {
  const midnight = new Date(`${today}T00:00:00Z`);
  const [{ count }] = await tx
    .select({ count: sql<number>`count(*)::int` })
    .from(submission)
    .where(and(eq(submission.memberId, actor.id), gte(submission.at, midnight)));
  if (count < SUBMISSIONS.perDay) return;
  const seconds = Math.ceil((midnight.getTime() + 86_400_000 - Date.now()) / 1_000);
  throw new TooMany(
    `You have submitted ${count} papers today, which is as many as one member may: the next day begins at midnight, UTC.`,
    Math.max(1, seconds),
  );
}

/** Puts a paper at the end of a day's list. */
export async function listPaper(tx: Executor, paperId: string, day: Day, list = PEOPLE): Promise<void> {
  await tx.execute(sql`
    insert into listing (list, day, paper_id, position, kind)
    select ${list}, ${day}::date, ${paperId}, coalesce(max(position) + 1, 0), 'listed'
    from listing where list = ${list} and day = ${day}::date
    on conflict do nothing`);
}

/**
 * Takes one's submission back, as long as nobody else has voted for the paper.
 *
 * @throws SignInNeeded, Forbidden, or Refused (404, 409)
 */
export async function withdrawSubmission(db: Db, actor: Member | undefined, id: string): Promise<void> {
  await db.transaction(async (tx) => {
    const [found] = await tx.select().from(submission).where(eq(submission.id, id)).for("update");
    demand(actor, "paper.withdraw", { isOwner: actor !== undefined && found?.memberId === actor.id });
    if (!found || !["waiting", "in"].includes(found.state))
      throw new Refused(404, "There is no such submission that could be withdrawn.");
    const { rows } = await tx.execute<{ others: number }>(sql`
      select count(*)::int as others from vote
      where paper_id = ${found.paperId} and member_id <> ${actor.id} and removal_id is null`);
    if (rows[0].others > 0)
      throw new Refused(
        409,
        "Others have voted for this paper by now: it is no longer yours alone to withdraw.",
      );
    await close(tx, found, "withdrawn", null);
  });
}

/**
 * Takes a paper off the list of what members submitted.
 *
 * @throws SignInNeeded, Forbidden, or Refused (400, 404)
 */
export async function unlistPaper(
  db: Db,
  actor: Member | undefined,
  paperId: string,
  reason: string,
): Promise<void> {
  demand(actor, "paper.unlist");
  const says = reason.trim();
  if (says.length < 10 || says.length > 500)
    throw new Refused(
      400,
      "A reason of 10 to 500 characters was expected: its submitter reads it.",
      "reason",
    );
  await db.transaction(async (tx) => {
    const found = await standing(tx, paperId, true);
    if (!found) throw new Refused(404, "Nobody has submitted this paper, or it is off the list already.");
    await close(tx, found, "unlisted", says);
    await writeAudit(tx, {
      actor: actor.id,
      action: "paper.unlist",
      subject: `paper:${paperId}`,
      detail: { submission: found.id, reason: says },
    });
  });
}

async function close(
  tx: Executor,
  { id, paperId }: { id: string; paperId: string },
  state: SubmissionState,
  reason: string | null,
): Promise<void> {
  await tx
    .update(submission)
    .set({ state, reason, settled: sql`now()`, comment: null })
    .where(eq(submission.id, id));
  await tx.delete(listing).where(and(eq(listing.list, PEOPLE), eq(listing.paperId, paperId)));
}
