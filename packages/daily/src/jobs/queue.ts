/**
 * @file The queue: pg-boss on either database. Jobs survive a restart, are tried again after a failure, and run on a timetable in a time zone.
 *
 * On PGlite the queue shares the one session with the pages, so it asks rarely; on PostgreSQL it has connections of its own, and any number of
 * processes may work.
 */
import { fromPglite, PgBoss } from "pg-boss";
import type { Database } from "../database/open.ts";

export interface JobDefinition {
  name: string;
  /** One sentence for the host: what it does. */
  says: string;
  /** When it runs by itself: a cron expression in a time zone. */
  schedule?: { cron: string; zone: string };
  /** Seconds after which a run counts as dead and is tried again. Default 900. */
  expires?: number;
  /** Does the work. What it returns is kept with the job; what it throws is kept too, and the job is tried again, three times in all. */
  run(data: Record<string, unknown>, signal: AbortSignal): Promise<object | void>;
}

export interface Queue {
  /** Puts a job in the queue; undefined when the same one is waiting or running already. */
  send(name: string, data?: Record<string, unknown>): Promise<string | undefined>;
  /** What became of a job. */
  find(name: string, id: string): Promise<{ state: string; output: unknown } | undefined>;
  /** Lets jobs that run finish, for at most so many milliseconds, and stops. */
  stop(wait?: number): Promise<void>;
}

export interface QueueOptions {
  /** Work on jobs in this process; without it they are only sent. Default true. */
  work?: boolean;
  /** Run the timetable. Default true. */
  schedule?: boolean;
  /** Seconds between looks for new jobs. Default 2 on PostgreSQL, 5 on PGlite. */
  interval?: number;
  /** Told of failures, of jobs and of the queue itself. */
  onError?: (error: Error, job?: string) => void;
}

/** Starts the queue with some jobs. */
export async function startQueue(
  database: Database,
  jobs: readonly JobDefinition[],
  options: QueueOptions = {},
): Promise<Queue> {
  const { driver } = database;
  const { work = true, schedule = true, onError = () => undefined } = options;
  const settings = { schedule, supervise: work };
  const boss =
    driver.kind === "pglite"
      ? new PgBoss({ ...settings, backend: "pglite", db: fromPglite(driver.pglite) })
      : new PgBoss({ ...settings, connectionString: driver.address, max: 4 });
  boss.on("error", (error) => onError(error));
  await boss.start();
  const interval = options.interval ?? (driver.kind === "pglite" ? 5 : 2);
  for (const job of jobs) {
    // Exclusive: one waiting or running; a timetable that ticks during a long run does not pile up.
    await boss.createQueue(job.name, {
      policy: "exclusive",
      retryLimit: 2,
      retryDelay: 30,
      retryBackoff: true,
      expireInSeconds: job.expires ?? 900,
    });
    if (schedule) {
      if (job.schedule) await boss.schedule(job.name, job.schedule.cron, {}, { tz: job.schedule.zone });
      else await boss.unschedule(job.name);
    }
    if (work)
      await boss.work<Record<string, unknown>>(
        job.name,
        { pollingIntervalSeconds: interval, batchSize: 1 },
        async ([one]) => {
          try {
            return await job.run(one.data ?? {}, one.signal);
          } catch (error) {
            onError(error as Error, job.name);
            throw error;
          }
        },
      );
  }
  return {
    send: async (name, data = {}) => (await boss.send(name, data)) ?? undefined,
    async find(name, id) {
      const [job] = await boss.findJobs(name, { id });
      return job && { state: job.state, output: job.output };
    },
    async stop(wait = 30_000) {
      await boss.stop({ graceful: true, timeout: wait, close: driver.kind === "postgres" });
    },
  };
}
