/** @file Runs in the database: asked for, cancelled, read. What workers do with them stands in `work.ts`. */
import { asc, eq, getTableColumns, sql, type SQL } from "drizzle-orm";
import { parseRun } from "@working-papers/lab";
import { newId } from "../database/id.ts";
import type { Db, Executor } from "../database/open.ts";
import { run, runEvent } from "../database/schema.ts";
import { RunRefused, type Asker, type RunLimits, type RunRequest, type ServerRun } from "./state.ts";

/** An arbitrary number: who puts a run in the queue counts alone. */
const LOCK = 0x5770_4d32;

/**
 * Puts a run in the queue. One that would measure the same as one that is under way joins it.
 *
 * @returns its id, and whether it is a new one
 * @throws RunRefused when the asker or the site has too many under way
 */
export async function queueRun(
  db: Db,
  request: RunRequest,
  asker: Asker,
  limits: RunLimits,
): Promise<{ id: string; joined: boolean }> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${LOCK})`);
    const [same] = await tx
      .select({ id: run.id })
      .from(run)
      .where(sql`${run.checkpoint} = ${request.checkpoint} and ${underWay}`);
    if (same) return { id: same.id, joined: true };
    const { rows } = await tx.execute<{ theirs: number; waiting: number }>(sql`
      select count(*) filter (where origin = ${asker.origin} or owner = ${asker.owner})::int as theirs,
        count(*) filter (where state = 'queued')::int as waiting
      from run where ${underWay}`);
    const { theirs, waiting } = rows[0];
    if (theirs >= limits.perVisitor)
      throw new RunRefused(
        `You have ${theirs === 1 ? "a run" : `${theirs} runs`} under way, which is as many as this site allows at once: wait for it or cancel it.`,
      );
    if (waiting >= limits.queue)
      throw new RunRefused(
        `${waiting} runs are waiting, which is as many as this site lets wait: try again later, or run it in your page.`,
      );
    const id = newId();
    await tx.insert(run).values({ id, ...request, ...asker, state: "queued" });
    await addEvent(tx, id, "Put in the queue.");
    return { id, joined: false };
  });
}

export const underWay = sql`state in ('queued', 'running')`;

/** Cancels a run of this owner. What it has saved stays for a while, for whoever asks for the same. */
export async function cancelRun(db: Db, id: string, owner: string): Promise<boolean> {
  return db.transaction(async (tx) => {
    const { rows } = await tx.execute(sql`
      update run set state = 'cancelled', ended = now(), change = change + 1, leased_until = null
      where id = ${id} and owner = ${owner} and ${underWay} returning id`);
    if (rows.length === 0) return false;
    await addEvent(tx, id, "Cancelled.");
    return true;
  });
}

/** Writes down what happened, in the transaction in which it happens. */
export async function addEvent(tx: Executor, id: string, says: string): Promise<void> {
  await tx.execute(sql`
    insert into run_event (run_id, number, says)
    select ${id}, coalesce(max(number), 0) + 1, ${says} from run_event where run_id = ${id}`);
}

export interface RunEvent {
  number: number;
  at: Date;
  says: string;
}

export async function readEvents(db: Db, id: string): Promise<RunEvent[]> {
  return db
    .select({ number: runEvent.number, at: runEvent.at, says: runEvent.says })
    .from(runEvent)
    .where(eq(runEvent.runId, id))
    .orderBy(asc(runEvent.number));
}

/** A run by its id. */
export async function readServerRun(db: Db, id: string): Promise<ServerRun | undefined> {
  return (await readServerRuns(db, sql`${run.id} = ${id}`, 1))[0];
}

/** The newest runs that were asked for, without their results. */
export async function latestRuns(
  db: Db,
  most: number,
  of?: { paper?: string; owner?: string },
): Promise<ServerRun[]> {
  const paper = of?.paper === undefined ? sql`true` : sql`${run.paper} = ${of.paper}`;
  const owner = of?.owner === undefined ? sql`true` : sql`${run.owner} = ${of.owner}`;
  return readServerRuns(db, sql`${paper} and ${owner}`, most, false);
}

/** Finished runs of a paper, newest first: what was measured here. One whose result cannot be read has none, but a reason. */
export async function finishedRuns(db: Db, paper: string, most = 200): Promise<ServerRun[]> {
  return readServerRuns(db, sql`${run.paper} = ${paper} and ${run.state} = 'done'`, most);
}

/** @param results whether results are read too: they hold tables and figures, and their digests are checked */
async function readServerRuns(db: Db, which: SQL, most: number, results = true): Promise<ServerRun[]> {
  const {
    origin: _origin,
    leasedUntil: _leasedUntil,
    lost: _lost,
    result,
    ...columns
  } = getTableColumns(run);
  const rows = await db
    .select({
      ...columns,
      result: results ? result : sql<string | null>`null`,
      // Written out: Drizzle leaves the table's name away, and the inner one would be meant.
      ahead: sql<number>`case when run.state <> 'queued' then 0 else (
        select count(*)::int from run as other where other.state = 'queued' and (other.queued, other.id) < (run.queued, run.id)
      ) end`,
    })
    .from(run)
    .where(which)
    .orderBy(sql`coalesce(${run.ended}, ${run.queued}) desc`, asc(run.id))
    .limit(most);
  return rows.map((row) => ({ ...row, ...readResult(row) }));
}

/** One result that cannot be read takes no page with it: its run says so. */
function readResult({ result, reason }: { result: string | null; reason: string | null }) {
  try {
    return { result: result === null ? undefined : parseRun(JSON.parse(result)), reason };
  } catch (error) {
    return { result: undefined, reason: `What it measured cannot be read: ${(error as Error).message}` };
  }
}

/** How many runs wait and run now. */
export async function countRuns(db: Db): Promise<{ queued: number; running: number }> {
  const { rows } = await db.execute<{ queued: number; running: number }>(sql`
    select count(*) filter (where state = 'queued')::int as queued, count(*) filter (where state = 'running')::int as running
    from run where ${underWay}`);
  return rows[0];
}

/** Forgets runs that came to nothing, and saved states that nobody went on from, after so many days. */
export async function forgetRuns(db: Db, days: number): Promise<number> {
  const long = sql`now() - make_interval(days => ${days}::int)`;
  await db.execute(sql`
    delete from run_checkpoint where saved < ${long} and key not in (select checkpoint from run where ${underWay})`);
  const { rows } = await db.execute(
    sql`delete from run where state in ('failed', 'cancelled') and ended < ${long} returning id`,
  );
  return rows.length;
}
