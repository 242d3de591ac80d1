/** @file How the work of the site stands, and doing it again: for editors. */
import { sql } from "drizzle-orm";
import { demand, Refused, writeAudit, type Member } from "../accounts/index.ts";
import type { Db } from "../database/open.ts";
import type { Queue } from "../jobs/queue.ts";

export interface FailedJob {
  id: string;
  at: Date | null;
  /** How often it was tried. */
  tries: number;
  /** What it said. */
  says: string;
}

export interface QueueState {
  name: string;
  /** Jobs that wait, run, and failed for good. */
  waiting: number;
  active: number;
  failed: number;
  /** When one was last done. */
  done: Date | null;
  /** The latest of those that failed. */
  failures: FailedJob[];
}

const FAILURES = 5;

/** Every queue that has or had jobs; the queue's own housekeeping is none of it. */
export async function readQueues(db: Db): Promise<QueueState[]> {
  const { rows: there } = await db.execute<{ there: boolean }>(
    sql`select to_regclass('pgboss.job') is not null as there`,
  );
  if (!there[0].there) return [];
  const { rows } = await db.execute<{
    name: string;
    waiting: number;
    active: number;
    failed: number;
    done: string | Date | null;
  }>(sql`
    select name, count(*) filter (where state in ('created', 'retry'))::int as waiting,
      count(*) filter (where state = 'active')::int as active, count(*) filter (where state = 'failed')::int as failed,
      max(completed_on) filter (where state = 'completed') as done
    from pgboss.job where name not like '\\_\\_pgboss%' group by name order by name`);
  const { rows: failures } = await db.execute<{
    name: string;
    id: string;
    at: string | Date | null;
    tries: number;
    output: unknown;
  }>(sql`
    select name, id, at, tries, output from (
      select name, id::text as id, completed_on as at, retry_count + 1 as tries, output,
        row_number() over (partition by name order by completed_on desc) as place
      from pgboss.job where state = 'failed' and name not like '\\_\\_pgboss%'
    ) as latest where place <= ${FAILURES} order by name, at desc`);
  const byName = Map.groupBy(failures, ({ name }) => name);
  return rows.map(({ done, ...row }) => ({
    ...row,
    done: momentOf(done),
    failures: (byName.get(row.name) ?? []).map(({ id, at, tries, output }) => ({
      id,
      at: momentOf(at),
      tries,
      says: saidBy(output),
    })),
  }));
}

/** Puts a job that has failed for good back into its queue. */
export async function retryJob(
  db: Db,
  queue: Queue,
  actor: Member | undefined,
  name: string,
  id: string,
): Promise<void> {
  demand(actor, "ingest.manage");
  if (!/^[\da-f-]{36}$/.test(id)) throw new Refused(404, "There is no such job.");
  const put = await queue.retry(name, id).catch(() => false);
  if (!put)
    throw new Refused(
      409,
      "The job is not there any more as a failed one, or another of its kind waits already.",
    );
  await writeAudit(db, { actor: actor.id, action: "job.retry", subject: `job:${name}`, detail: { id } });
}

/** Has a job of the timetable done now. */
export async function sendJob(db: Db, queue: Queue, actor: Member | undefined, name: string): Promise<void> {
  demand(actor, "ingest.manage");
  if (!queue.jobs.some((job) => job.name === name && job.scheduled))
    throw new Refused(404, "There is no such job on the timetable of this site.");
  const id = await queue.send(name);
  if (id === undefined) throw new Refused(409, "It waits or runs already.");
  await writeAudit(db, { actor: actor.id, action: "job.send", subject: `job:${name}`, detail: { id } });
}

function momentOf(value: string | Date | null): Date | null {
  return value === null ? null : new Date(value);
}

function saidBy(output: unknown): string {
  const said = typeof output === "object" && output !== null && "message" in output ? output.message : output;
  return (typeof said === "string" ? said : (JSON.stringify(said) ?? "")).slice(0, 300);
}
