/** @file The work of a site that nobody asks for on a page: ingestion, index, trending, and the runs that readers queue. */
import { openRepository } from "@working-papers/lab/node";
import type { Database } from "../database/open.ts";
import { writeComment } from "../discussion/index.ts";
import { politeClient, servicesWith } from "../ingest/client.ts";
import { dailyJobs, SUBMISSIONS_JOB } from "../jobs/daily.ts";
import { startQueue, type Queue } from "../jobs/queue.ts";
import {
  cancelRun,
  queueRun,
  RunRefused,
  superviseRuns,
  type Asker,
  type RunRequest,
} from "../runs/index.ts";
import type { Embedder } from "../search/embedder.ts";
import type { SearchEngine } from "../search/engine.ts";
import { rulesOf } from "../votes/index.ts";
import type { Log } from "./log.ts";
import { DIGESTS_JOB, mailWork, originOf, SITE_NAME } from "./mail.ts";
import type { Settings } from "./settings.ts";

export interface WorkOptions {
  /** The repository whose experiments run. */
  root: string;
  settings: Settings;
  log: Log;
  /** The engine of this process, which takes in what came. */
  engine?: SearchEngine;
  embedder?: Embedder;
  /**
   * The site puts jobs in the queue, by its settings' timetable too unless `WORK=never`, and works on them where `WORK=here`. A worker works on what it
   * has the settings for, and leaves the timetable alone.
   */
  as: "site" | "worker";
  /** Seconds between looks for jobs that nobody told of. */
  interval?: number;
}

export interface Work {
  queue: Queue;
  /**
   * Puts a run in the queue.
   *
   * @throws RunRefused when runs are off, or too many are under way
   */
  askForRun(request: RunRequest, asker: Asker): Promise<{ id: string; joined: boolean }>;
  cancelRun(id: string, owner: string): Promise<boolean>;
  /** Lets jobs finish, gives runs back to the queue, and stops. */
  stop(): Promise<void>;
}

/** Jobs whose mails and notices lead to the site. */
const LINKING_JOBS: readonly string[] = [SUBMISSIONS_JOB, DIGESTS_JOB];

/** Starts it, as the settings say. */
export async function startWork(database: Database, options: WorkOptions): Promise<Work> {
  const { settings, log, engine, embedder } = options;
  const { db } = database;
  const isSite = options.as === "site";
  const here = !isSite || settings.WORK === "here";
  // Opened once: it remembers the runs that it has read.
  const repository = openRepository(options.root);
  repository.catch(() => undefined);
  const supervisor = superviseRuns(database, {
    root: options.root,
    budget: { memory: settings.RUN_MEMORY, seconds: settings.RUN_MINUTES * 60 },
    atOnce: settings.RUNS_AT_ONCE,
    onError: (error) => log.error("The queue of runs could not be looked after.", { error }),
  });
  const jobs = dailyJobs({
    db,
    client:
      settings.CONTACT === undefined
        ? undefined
        : politeClient({
            db,
            contact: settings.CONTACT,
            services: servicesWith(settings.ARXIV_URL),
          }),
    categories: settings.INGEST_CATEGORIES ?? [],
    curated: settings.INGEST_CURATED,
    set: settings.INGEST_SET,
    keepDays: settings.INGEST_KEEP_DAYS,
    engine,
    rules: rulesOf(settings),
    works: async () => {
      const papers = await (await repository).records();
      return new Map(papers.map(({ slug, arxiv }) => [slug, arxiv]));
    },
    open: (member, words) => writeComment(db, member, words, { origin: originOf(settings), name: SITE_NAME }),
    ...(embedder && { search: { embedder } }),
    bases: { api: settings.ARXIV_URL.replace(/\/+$/, "") },
  });
  const mail = mailWork(database, {
    settings,
    log,
    repository: async () => (await (await repository).loadAll()).folders,
  });
  const running = settings.RUNS !== "off";
  const all = [...jobs, ...mail.jobs, ...(running ? [supervisor.job] : [])];
  // Only the site itself knows its address without being told.
  const linkless = !isSite && settings.ORIGIN === undefined;
  if (linkless)
    log.warn(
      "ORIGIN is not set, as it is for the site: this worker leaves jobs that write links to others.",
      {
        jobs: LINKING_JOBS.join(", "),
      },
    );
  const able = linkless ? all.filter(({ name }) => !LINKING_JOBS.includes(name)) : all;
  const queue = await startQueue(database, able, {
    work: here,
    timetable: isSite && settings.WORK !== "never",
    interval: options.interval,
    onError: (error, job) =>
      job === undefined
        ? log.error("The queue has a problem.", { error })
        : log.error("A job failed.", { job, error }),
    onDone: (job, seconds, output) => log.info("A job is done.", { job, seconds, ...output }),
  });
  if (here && running) await supervisor.start(queue);
  if (here) await mail.start(queue);
  return {
    queue,
    async askForRun(request, asker) {
      if (!running) throw new RunRefused("This site runs no experiments on its server: run it in your page.");
      const limits = { perVisitor: settings.RUNS_PER_VISITOR, queue: settings.RUNS_WAITING };
      const asked = await queueRun(db, request, asker, limits);
      // The worker looks by itself too; this makes it look at once.
      if (!asked.joined) await supervisor.announce(queue, asked.id);
      return asked;
    },
    cancelRun: (id, owner) => cancelRun(db, id, owner),
    async stop() {
      await supervisor.stop();
      await mail.stop();
      await queue.stop(10_000);
    },
  };
}
