/** @file What becomes of submissions that wait: their source is asked, and what came is listed. A job; nobody's page waits for it. */
import { asc, eq, sql } from "drizzle-orm";
import { readMember, Refused, TooMany, type Member } from "../accounts/index.ts";
import type { Db } from "../database/open.ts";
import { paper, submission } from "../database/schema.ts";
import type { Client } from "../ingest/client.ts";
import { ingestIds, SourceRefused, type SourceOptions } from "../ingest/sources.ts";
import { toDay } from "../lists/period.ts";
import { listPaper } from "./submit.ts";

export interface SettleOptions extends SourceOptions {
  /** Without one nobody is asked: what came by other ways is listed all the same. */
  client?: Client;
  /** Opens the discussion of a paper with the words of who submitted it. */
  open?: (member: Member, words: { id: string; paperId: string; text: string }) => Promise<unknown>;
}

export interface Settled {
  listed: number;
  notFound: number;
  refused: number;
  /** Still waiting. */
  waiting: number;
}

/** As many as one request may ask for. */
const MOST = 100;

/**
 * Settles what can be settled.
 *
 * @throws ClientError when the source does not answer: what waits goes on waiting
 */
export async function settleSubmissions(db: Db, options: SettleOptions = {}): Promise<Settled> {
  const { client, open, ...source } = options;
  const arrive = async (): Promise<number> => {
    const count = await listArrived(db);
    if (open) await openDiscussions(db, open);
    return count;
  };
  let listed = await arrive();
  let notFound = 0;
  let refused = 0;
  if (client) {
    const ids = await waitingIds(db);
    const answers = ids.length > 0 ? await askFor(db, client, ids, source) : new Map<string, string>();
    listed += await arrive();
    for (const id of await waitingIds(db)) {
      const reason = answers.get(id);
      // It was submitted while the others were asked for.
      if (!ids.includes(id)) continue;
      const state = reason === undefined ? "not found" : "refused";
      await db
        .update(submission)
        .set({
          state,
          reason: reason === undefined ? "arXiv has no paper with this identifier." : `arXiv says: ${reason}`,
          settled: sql`now()`,
          comment: null,
        })
        .where(sql`${submission.paperId} = ${id} and ${submission.state} = 'waiting'`);
      if (reason === undefined) notFound++;
      else refused++;
    }
  }
  const waiting = (await waitingIds(db)).length;
  return { listed, notFound, refused, waiting };
}

async function waitingIds(db: Db): Promise<string[]> {
  const rows = await db
    .select({ id: submission.paperId })
    .from(submission)
    .where(eq(submission.state, "waiting"))
    .orderBy(asc(submission.at))
    .limit(MOST);
  return rows.map(({ id }) => id);
}

/** Lists papers that have arrived, each on the day on which it is seen. */
async function listArrived(db: Db): Promise<number> {
  const arrived = await db
    .select({ id: submission.id })
    .from(submission)
    .innerJoin(paper, eq(paper.id, submission.paperId))
    .where(eq(submission.state, "waiting"))
    .orderBy(asc(submission.at));
  let listed = 0;
  for (const { id } of arrived)
    await db.transaction(async (tx) => {
      const day = toDay(Date.now());
      // It may have been withdrawn, or another process may have been here, since.
      const [taken] = await tx
        .update(submission)
        .set({ state: "in", day, settled: sql`now()`, reason: null })
        .where(sql`${submission.id} = ${id} and ${submission.state} = 'waiting'`)
        .returning({ paperId: submission.paperId });
      if (!taken) return;
      await listPaper(tx, taken.paperId, day);
      listed++;
    });
  return listed;
}

/**
 * Asks arXiv for papers. One that it calls malformed spoils a whole request, so after a refusal each is asked for by itself.
 *
 * @returns of those that were refused, arXiv's words
 */
async function askFor(
  db: Db,
  client: Client,
  ids: readonly string[],
  source: SourceOptions,
): Promise<Map<string, string>> {
  const refusals = new Map<string, string>();
  await db
    .update(submission)
    .set({ asked: sql`${submission.asked} + 1`, lastAsked: sql`now()` })
    .where(sql`${submission.paperId} in ${ids} and ${submission.state} = 'waiting'`);
  try {
    await ingestIds(client, ids, source);
  } catch (error) {
    if (!(error instanceof SourceRefused)) throw error;
    if (ids.length === 1) return refusals.set(ids[0], error.says);
    for (const id of ids)
      for (const [one, says] of await askFor(db, client, [id], source)) refusals.set(one, says);
  }
  return refusals;
}

/** Says what members wanted to say, each under the submission's identifier: what was said and not yet noted when the process ended is not said again. */
async function openDiscussions(db: Db, open: NonNullable<SettleOptions["open"]>): Promise<void> {
  const rows = await db
    .select({
      id: submission.id,
      memberId: submission.memberId,
      paperId: submission.paperId,
      comment: submission.comment,
    })
    .from(submission)
    .where(sql`${submission.state} = 'in' and ${submission.comment} is not null`);
  for (const { id, memberId, paperId, comment } of rows) {
    const member = memberId === null ? undefined : await readMember(db, memberId);
    try {
      if (member) await open(member, { id, paperId, text: comment! });
    } catch (error) {
      // Too often is another time, for this member; what is refused for good is not said.
      if (error instanceof TooMany) continue;
      if (!(error instanceof Refused)) throw error;
    }
    await db.update(submission).set({ comment: null }).where(eq(submission.id, id));
  }
}
