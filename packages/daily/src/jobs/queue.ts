/**
 * @file The queue: pg-boss on either database. Jobs survive a restart, are tried again after a failure, and run on a timetable in a time zone.
 *
 * On PGlite the queue shares the one session with the pages, so it asks rarely; on PostgreSQL it has connections of its own, and any number of
 * processes may work.
 */
import { eq, inArray } from "drizzle-orm";
import { fromPglite, PgBoss } from "pg-boss";
import type { Database } from "../database/open.ts";
import { waitingJob } from "../database/schema.ts";

export interface JobDefinition {
  name: string;
  /** One sentence for the host: what it does. */
  says: string;
  /** When it runs by itself: a cron expression in a time zone. */
  schedule?: { cron: string; zone: string };
  /** Seconds after which a run counts as dead and is tried again. Default 900. */
  expires?: number;
  /** Jobs of this kind that one process works on at once. Default 1. */
  atOnce?: number;
  /** Does the work. What it returns is kept with the job; what it throws is kept too, and the job is tried again, three times in all. */
  run(data: Record<string, unknown>, signal: AbortSignal): Promise<object | void>;
}

export interface Queue {
  /** The jobs that it was started with. */
  readonly jobs: readonly { name: string; says: string; scheduled: boolean }[];
  /**
   * Puts a job in the queue. One of a kind waits or runs at a time, or one of each `key` of a kind; undefined when there is one already.
   */
  send(name: string, data?: Record<string, unknown>, key?: string): Promise<string | undefined>;
  /** Puts a job that failed for good back in the queue; false when it is no failed one any more. */
  retry(name: string, id: string): Promise<boolean>;
  /** What became of a job. */
  find(name: string, id: string): Promise<{ state: string; output: unknown } | undefined>;
  /** Lets jobs that run finish, for at most so many milliseconds, and stops. */
  stop(wait?: number): Promise<void>;
}

export interface QueueOptions {
  /** Work on jobs in this process; without it they are only sent. Default true. */
  work?: boolean;
  /** Put jobs in the queue when the timetable says so. Default true. */
  schedule?: boolean;
  /**
   * Write the timetable: the jobs of this process are those that run by themselves, and no others. Of processes with different settings one must
   * have the say. Default as `schedule`.
   */
  timetable?: boolean;
  /** Seconds between looks for new jobs. Default 2 on PostgreSQL, 5 on PGlite. */
  interval?: number;
  /** Told of failures, of jobs and of the queue itself. */
  onError?: (error: Error, job?: string) => void;
  /** Told of jobs that are done. */
  onDone?: (job: string, seconds: number, output: object) => void;
}

/** After so long without a sign of life a job's process is taken for dead. Jobs that compute give none meanwhile, so it is not short. */
const SILENCE_SECONDS = 120;

/** Starts the queue with some jobs. */
export async function startQueue(
  database: Database,
  jobs: readonly JobDefinition[],
  options: QueueOptions = {},
): Promise<Queue> {
  const { driver } = database;
  const { work = true, schedule = true, onError = () => undefined, onDone = () => undefined } = options;
  const { timetable = schedule } = options;
  // Whoever waits is told of a new job; asking at intervals is for what was missed.
  const settings = { schedule, supervise: work, useListenNotify: work };
  const boss =
    driver.kind === "pglite"
      ? new PgBoss({ ...settings, backend: "pglite", db: fromPglite(driver.pglite) })
      : new PgBoss({ ...settings, connectionString: driver.address, max: 4 });
  boss.on("error", (error) => onError(error));
  await boss.start();
  const interval = options.interval ?? (driver.kind === "pglite" ? 5 : 2);
  for (const job of jobs) {
    const rules = {
      retryLimit: 2,
      retryDelay: 30,
      retryBackoff: true,
      expireInSeconds: job.expires ?? 900,
      // A process that was killed says nothing any more, and its job is tried again.
      heartbeatSeconds: SILENCE_SECONDS,
      notify: true,
    };
    // Exclusive: one waiting or running; a timetable that ticks during a long run does not pile up.
    await boss.createQueue(job.name, { policy: "exclusive", ...rules });
    // One that an earlier version made keeps its rules otherwise.
    await boss.updateQueue(job.name, rules);
    if (timetable) {
      if (job.schedule) await boss.schedule(job.name, job.schedule.cron, {}, { tz: job.schedule.zone });
      else await boss.unschedule(job.name);
    }
    if (work)
      await boss.work<Record<string, unknown>>(
        job.name,
        { pollingIntervalSeconds: interval, batchSize: 1, localConcurrency: job.atOnce ?? 1 },
        async ([one]) => {
          const began = performance.now();
          try {
            const output = await job.run(one.data ?? {}, one.signal);
            onDone(job.name, (performance.now() - began) / 1_000, output ?? {});
            return output;
          } catch (error) {
            onError(error as Error, job.name);
            throw error;
          }
        },
      );
  }
  // What an earlier configuration wanted, and this one does not.
  if (timetable)
    for (const { name } of await boss.getSchedules())
      if (!jobs.some((job) => job.name === name)) await boss.unschedule(name);
  if (work) await takeInWaiting(database, boss, jobs);
  return {
    jobs: jobs.map((job) => ({ name: job.name, says: job.says, scheduled: job.schedule !== undefined })),
    async retry(name, id) {
      const [job] = await boss.findJobs(name, { id });
      if (job?.state !== "failed") return false;
      await boss.retry(name, id);
      return true;
    },
    send: async (name, data = {}, key) =>
      (await boss.send(name, data, key === undefined ? {} : { singletonKey: key })) ?? undefined,
    async find(name, id) {
      const [job] = await boss.findJobs(name, { id });
      return job && { state: job.state, output: job.output };
    },
    async stop(wait = 30_000) {
      await boss.stop({ graceful: true, timeout: wait, close: driver.kind === "postgres" });
    },
  };
}

/** Jobs that came with a dump go into the queue. Killed in between, the next start goes on: a job that is in the queue already is not put there twice. */
async function takeInWaiting({ db }: Database, boss: PgBoss, jobs: readonly JobDefinition[]): Promise<void> {
  const names = jobs.map(({ name }) => name);
  for (const job of await db.select().from(waitingJob).where(inArray(waitingJob.name, names))) {
    const { id, name, data, singletonKey, priority, startAfter } = job;
    await boss.send(name, data, {
      id,
      priority,
      startAfter,
      ...(singletonKey === null ? {} : { singletonKey }),
    });
    await db.delete(waitingJob).where(eq(waitingJob.id, id));
  }
}
