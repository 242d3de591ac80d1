/** @file The jobs that keep the site up to date, and when they run. */
import { forgetProofs } from "../accounts/proof.ts";
import { forgetRates } from "../accounts/rate.ts";
import { forgetSessions } from "../accounts/sessions.ts";
import type { Db } from "../database/open.ts";
import type { Client } from "../ingest/client.ts";
import {
  harvestOai,
  ingestDaily,
  ingestListing,
  repairListed,
  type SourceOptions,
} from "../ingest/sources.ts";
import { isDay, toDay } from "../lists/period.ts";
import { forgetAnswers } from "../ingest/reading.ts";
import { refreshStale, refreshTrending } from "../ranking/refresh.ts";
import { forgetRuns } from "../runs/index.ts";
import { settleSubmissions, type SettleOptions } from "../submissions/index.ts";
import { forgetNetworks, type VoteRules } from "../votes/index.ts";
import { buildIndex, type SearchEngine, type SearchOptions } from "../search/engine.ts";
import { forgetMail } from "../subscriptions/index.ts";
import type { JobDefinition } from "./queue.ts";

export interface DailyJobsOptions {
  db: Db;
  /** Without it no service is asked. */
  client?: Client;
  /** Categories to follow: `cs.LG`, `stat.ML`. Without any nothing is asked. */
  categories: readonly string[];
  /** Also take in the curated listing of the day. Default false: it is somebody else's selection. */
  curated?: boolean;
  /** The set to harvest by OAI-PMH for what the daily lists do not tell; none by default. */
  set?: string;
  /** The engine of this process, which takes in what came. */
  engine?: SearchEngine;
  search?: SearchOptions;
  /** Days for which answers of services are kept as they came. Default 30. */
  keepDays?: number;
  /** Which votes count for trending. Default those of `votes/rules.ts`. */
  rules?: VoteRules;
  /** The identifiers of papers that work here, by their short names: runs of them count for trending. */
  works?: () => Promise<ReadonlyMap<string, string>>;
  /** Opens the discussion of a submitted paper. */
  open?: SettleOptions["open"];
  /** Other addresses of the services. */
  bases?: { daily?: string; oai?: string; api?: string; curated?: string };
}

/** What a page sends when somebody has submitted a paper, and what when votes were removed. */
export const SUBMISSIONS_JOB = "daily-submissions";
export const TRENDING_JOB = "daily-trending";

/** arXiv announces at 20:00 and builds its lists at midnight of this zone. */
const NEW_YORK = "America/New_York";
/** The index is built anew when this share of the papers has come since. */
const REBUILD = 0.1;

/** The jobs of a site; without a client those that need the network are left out: `daily-ingest`, `daily-harvest`, `daily-curated`, `daily-repair`, `daily-index`, `daily-trending`, `daily-submissions`, `daily-tidy`. */
export function dailyJobs(options: DailyJobsOptions): JobDefinition[] {
  const { db, client, categories, curated = false, set, engine, keepDays = 30, bases = {} } = options;
  const jobs: (JobDefinition | false | undefined)[] = [
    client &&
      categories.length > 0 && {
        name: "daily-ingest",
        says: "Takes in the announcements of the day.",
        schedule: { cron: "20 0,1,6 * * 1-5", zone: NEW_YORK },
        async run(_, signal) {
          const report = await ingestDaily(client, categories, at(bases.daily, signal));
          await engine?.refresh();
          return report;
        },
      },
    client &&
      set !== undefined && {
        name: "daily-harvest",
        says: "Takes in what changed in the archive.",
        schedule: { cron: "0 23 * * 0-4", zone: NEW_YORK },
        expires: 6 * 3_600,
        async run(_, signal) {
          const report = await harvestOai(client, { ...at(bases.oai, signal), set });
          await engine?.refresh();
          return report;
        },
      },
    client &&
      curated && {
        name: "daily-curated",
        says: "Takes in the curated listing of the day.",
        schedule: { cron: "40 */3 * * 1-5", zone: "UTC" },
        run: (data, signal) => ingestListing(client, dayOf(data), at(bases.curated, signal)),
      },
    client && {
      name: "daily-repair",
      says: "Asks for papers that are listed and have not arrived.",
      schedule: { cron: "10 2 * * *", zone: NEW_YORK },
      async run(_, signal) {
        const report = await repairListed(client, 500, at(bases.api, signal));
        await engine?.refresh();
        return report;
      },
    },
    {
      name: "daily-index",
      says: "Builds the search index anew when enough has changed.",
      schedule: { cron: "30 3 * * *", zone: NEW_YORK },
      expires: 3_600,
      async run(data) {
        const status = await engine?.refresh();
        if (
          status &&
          data.force !== true &&
          status.embedder !== undefined &&
          status.since <= REBUILD * status.papers
        )
          return { built: false, ...status };
        const built = await buildIndex(db, options.search);
        await engine?.refresh();
        return { built: true, ...built };
      },
    },
    {
      name: TRENDING_JOB,
      says: "Computes the trending list of the day, and those of earlier days from which votes were removed.",
      schedule: { cron: "5 * * * *", zone: "UTC" },
      async run(data) {
        const day = dayOf(data);
        const inputs = { rules: options.rules, works: await options.works?.() };
        const papers = await refreshTrending(db, day, inputs);
        return { day, papers, again: await refreshStale(db, inputs) };
      },
    },
    {
      name: SUBMISSIONS_JOB,
      says: "Asks for papers that members submitted, and lists those that came.",
      schedule: { cron: "*/10 * * * *", zone: "UTC" },
      async run(_, signal) {
        const { open } = options;
        const settled = await settleSubmissions(db, { client, open, ...at(bases.api, signal) });
        if (settled.listed > 0) await engine?.refresh();
        return settled;
      },
    },
    {
      name: "daily-tidy",
      says: "Forgets answers of services, states of runs, sessions, links, mail and networks of votes that are no longer needed.",
      schedule: { cron: "50 4 * * *", zone: "UTC" },
      async run() {
        await forgetProofs(db);
        await forgetSessions(db);
        await forgetRates(db);
        await forgetNetworks(db);
        await forgetMail(db);
        return { answers: await forgetAnswers(db, keepDays), runs: await forgetRuns(db, keepDays) };
      },
    },
  ];
  return jobs.filter((job) => job !== false && job !== undefined);
}

function at(base: string | undefined, signal: AbortSignal): SourceOptions {
  return base === undefined ? { signal } : { signal, base };
}

/** The day that a job names, or today. */
function dayOf(data: Record<string, unknown>): string {
  return typeof data.day === "string" && isDay(data.day) ? data.day : toDay(Date.now());
}
