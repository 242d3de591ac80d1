/** @file What a worker does with a run: takes it, tells of it, and gives it back or ends it. Every step asks whether the run is still its own. */
import { sql } from "drizzle-orm";
import type { Run } from "@working-papers/lab";
import type { Db, Executor } from "../database/open.ts";
import { addEvent } from "./store.ts";

/** A run in a worker's hands: its id and the number of the attempt. */
export interface Held {
  id: string;
  attempt: number;
}

export interface Taken extends Held {
  paper: string;
  experiment: string;
  /** Version of the experiment that was asked for. */
  version: number;
  preset: "quick" | "full";
  seed: number;
  params: Record<string, string | number | boolean>;
  checkpoint: string;
  /** Seconds that earlier attempts took. */
  spent: number;
  /** Earlier attempts that ended with the loss of the worker or its process. */
  lost: number;
}

/** Seconds without a word after which a worker has lost its runs. It speaks every few. */
export const LEASE_SECONDS = 20;
/** A run that has cost so many workers or their processes their lives gets no further one. */
export const MOST_LOST = 5;

/** Takes a run that waits; undefined when somebody else has it, or nobody wants it any more. */
export async function takeRun(db: Db, id: string, worker: string): Promise<Taken | undefined> {
  return db.transaction(async (tx) => {
    const { rows } = await tx.execute<
      Record<keyof Taken, unknown> & Omit<Taken, "seed"> & { seed: string }
    >(sql`
      update run set state = 'running', attempt = attempt + 1, worker = ${worker}, started = coalesce(started, now()),
        leased_until = ${lease()}, change = change + 1
      where id = ${id} and state = 'queued'
      returning id, attempt, paper, experiment, experiment_version as version, preset, seed::text as seed, params, checkpoint, spent, lost`);
    if (rows.length === 0) return undefined;
    const [row] = rows;
    await addEvent(tx, id, row.attempt === 1 ? `Begun by ${worker}.` : `Taken up again by ${worker}.`);
    return { ...row, seed: Number(row.seed) };
  });
}

export interface Told {
  fraction: number;
  note: string | null;
  remaining: number | null;
  /** Seconds, earlier attempts included. */
  spent: number;
}

/** Says that the worker lives, and how far the run is. False when the run is no longer its own: cancelled, or lost. */
export async function tellOfRun(db: Db, held: Held, told: Told): Promise<boolean> {
  const { rows } = await db.execute(sql`
    update run set fraction = ${told.fraction}::float8, note = ${told.note}, remaining = ${told.remaining}::float8, spent = ${told.spent}::float8,
      leased_until = ${lease()}, change = change + 1
    where ${mine(held)} returning id`);
  return rows.length > 0;
}

/** Keeps the result and drops the saved state, both or neither. */
export async function finishRun(db: Db, held: Held, result: Run, spent: number): Promise<boolean> {
  return db.transaction(async (tx) => {
    const { rows } = await tx.execute<{ checkpoint: string }>(sql`
      update run set state = 'done', result = ${JSON.stringify(result)}, fraction = 1, remaining = null, note = null, spent = ${spent}::float8,
        ended = now(), leased_until = null, change = change + 1
      where ${mine(held)} returning checkpoint`);
    if (rows.length === 0) return false;
    await dropState(tx, rows[0].checkpoint);
    await addEvent(tx, held.id, "Done.");
    return true;
  });
}

async function dropState(tx: Executor, key: string): Promise<void> {
  await tx.execute(sql`delete from run_checkpoint where key = ${key}`);
}

/**
 * Ends a run without a result.
 *
 * @param broken drops the saved state, from which the experiment would fail again for whoever asks for the same run
 */
export async function failRun(
  db: Db,
  held: Held,
  reason: string,
  spent: number,
  broken = false,
): Promise<boolean> {
  return db.transaction(async (tx) => {
    const { rows } = await tx.execute<{ checkpoint: string }>(sql`
      update run set state = 'failed', reason = ${reason.replaceAll("\0", " ").slice(0, 2_000)}, remaining = null, spent = ${spent}::float8,
        ended = now(), leased_until = null, change = change + 1
      where ${mine(held)} returning checkpoint`);
    if (rows.length === 0) return false;
    if (broken) await dropState(tx, rows[0].checkpoint);
    await addEvent(tx, held.id, "Failed.");
    return true;
  });
}

/**
 * Gives a run back to the queue, where it keeps its place, and says why.
 *
 * @param died counts the attempt among those that were lost
 */
export async function releaseRun(
  db: Db,
  held: Held,
  spent: number,
  why: string,
  died = false,
): Promise<void> {
  await db.transaction(async (tx) => {
    const { rows } = await tx.execute(sql`
      update run set state = 'queued', worker = null, leased_until = null, spent = ${spent}::float8, change = change + 1,
        lost = lost + ${died ? 1 : 0}
      where ${mine(held)} returning id`);
    if (rows.length > 0) await addEvent(tx, held.id, `Given back to the queue: ${why}.`);
  });
}

/**
 * Puts runs back in the queue whose worker was not heard of in time; with `all` every run that is said to be running, when it is known that no other
 * worker exists. One that has been lost too often fails instead.
 *
 * @returns those that wait again
 */
export async function recoverRuns(db: Db, all = false): Promise<string[]> {
  const lost = all ? sql`state = 'running'` : sql`state = 'running' and leased_until < now()`;
  const tooOften = sql`run.lost + 1 >= ${MOST_LOST}`;
  return db.transaction(async (tx) => {
    const { rows } = await tx.execute<{ id: string; state: string; worker: string }>(sql`
      update run set
        state = case when ${tooOften} then 'failed' else 'queued' end,
        ended = case when ${tooOften} then now() end,
        reason = case when ${tooOften} then ${`The worker or its process was lost ${MOST_LOST} times during this run, so it is not tried again.`} end,
        lost = run.lost + 1, worker = null, leased_until = null, change = run.change + 1
      from (select id, worker from run where ${lost} for update skip locked) as gone
      where run.id = gone.id returning run.id, run.state, gone.worker`);
    for (const { id, state, worker } of rows)
      await addEvent(
        tx,
        id,
        state === "queued" ? `Its worker ${worker} was lost; it waits for another.` : "Failed.",
      );
    return rows.filter(({ state }) => state === "queued").map(({ id }) => id);
  });
}

/** Runs that wait, with the number of the next attempt: what the queue has to have jobs for. */
export async function waitingRuns(db: Db): Promise<Held[]> {
  const { rows } = await db.execute<{ id: string; attempt: number }>(
    sql`select id, attempt from run where state = 'queued' order by queued limit 1000`,
  );
  return rows.map(({ id, attempt }) => ({ id, attempt }));
}

/** Whether the run is still in these hands; the row stays as it is until the transaction ends. */
export async function heldBy(tx: Executor, held: Held): Promise<boolean> {
  const { rows } = await tx.execute(sql`select id from run where ${mine(held)} for update`);
  return rows.length > 0;
}

function mine({ id, attempt }: Held) {
  return sql`id = ${id} and state = 'running' and attempt = ${attempt}`;
}

function lease() {
  return sql`now() + make_interval(secs => ${LEASE_SECONDS}::float8)`;
}
