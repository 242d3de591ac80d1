/**
 * @file One process that has experiments run: the job that the queue hands it, and the care for what it and others hold.
 *
 * The table of runs is the truth and the queue's jobs are its messengers: a job that comes for a run which nobody may take does nothing, and a run
 * that waits without a job gets one. So neither a lost job nor a doubled one matters.
 */
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { ChildRunError, runInChild, type ChildBudget } from "@working-papers/lab/child";
import type { Progress } from "@working-papers/lab";
import type { Database } from "../database/open.ts";
import { patiently } from "../database/patiently.ts";
import type { JobDefinition, Queue } from "../jobs/queue.ts";
import { loadState, saveState, StateRefused } from "./checkpoints.ts";
import {
  failRun,
  finishRun,
  LEASE_SECONDS,
  MOST_LOST,
  recoverRuns,
  releaseRun,
  takeRun,
  tellOfRun,
  waitingRuns,
  type Taken,
} from "./work.ts";

export const RUN_JOB = "run-experiment";

export interface SupervisorOptions {
  /** The repository whose experiments run. */
  root: string;
  /** Of one run: mebibytes, and seconds of all its attempts. */
  budget: ChildBudget;
  /** Runs at once in this process. Default 1. */
  atOnce?: number;
  /** The name under which pages show this worker. Default machine and process number. */
  name?: string;
  onError?: (error: Error) => void;
}

export interface Supervisor {
  job: JobDefinition;
  /** Begins to look after runs that wait or are lost. */
  start(queue: Queue): Promise<void>;
  /** Puts a job for a new run in the queue, also of a process that does not work itself. */
  announce(queue: Queue, run: string): Promise<void>;
  /** Stops the runs of this process after their current step and gives them back to the queue. */
  stop(): Promise<void>;
}

/** Between words to the database, in milliseconds. */
const TELL_MS = 700;
/** Between looks for runs that wait or are lost. */
const LOOK_MS = 5_000;
/** A job that was sent is trusted for so long. */
const TRUST_MS = 60_000;

export function superviseRuns(database: Database, options: SupervisorOptions): Supervisor {
  const { db } = database;
  const { root, budget, atOnce = 1, onError = () => undefined } = options;
  const name = options.name ?? `${hostname()}:${process.pid}`;
  const stopping = new AbortController();
  const underWay = new Set<Promise<void>>();
  const sent = new Map<string, number>();
  let queue: Queue | undefined;
  let timer: NodeJS.Timeout | undefined;

  async function look(): Promise<void> {
    await recoverRuns(db);
    const now = Date.now();
    for (const [key, at] of sent) if (now - at > TRUST_MS) sent.delete(key);
    for (const { id, attempt } of await waitingRuns(db)) {
      const key = `${id}:${attempt}`;
      if (!queue || sent.has(key)) continue;
      sent.set(key, now);
      await queue.send(RUN_JOB, { run: id }, key);
    }
  }

  function again(): void {
    timer = setTimeout(async () => {
      await look().catch(onError);
      if (!stopping.signal.aborted) again();
    }, LOOK_MS).unref();
  }

  return {
    async announce(to, run) {
      const key = `${run}:0`;
      sent.set(key, Date.now());
      await to.send(RUN_JOB, { run }, key);
    },
    job: {
      name: RUN_JOB,
      says: "Runs an experiment for a reader.",
      expires: Math.min(86_400, budget.seconds + 600),
      atOnce,
      async run(data) {
        if (typeof data.run !== "string" || stopping.signal.aborted) return;
        const taken = await takeRun(db, data.run, name);
        if (!taken) return;
        const work = attend(database, taken, { root, budget, signal: stopping.signal });
        underWay.add(work);
        await work.finally(() => underWay.delete(work));
        // A run that came back to the queue waits for nobody to look.
        if (!stopping.signal.aborted) await look();
      },
    },
    async start(started) {
      queue = started;
      // Nobody else can have this folder open: what is said to be running here was left by a process that is gone.
      if (database.kind === "pglite") await recoverRuns(db, true);
      await look();
      again();
    },
    async stop() {
      stopping.abort();
      clearTimeout(timer);
      await Promise.allSettled(underWay);
    },
  };
}

/** One run from taking to ending. Whatever happens to the child, the row says what became of it. */
async function attend(
  { db }: Database,
  taken: Taken,
  { root, budget, signal }: { root: string; budget: ChildBudget; signal: AbortSignal },
): Promise<void> {
  const { paper, experiment, version, preset, seed, params } = taken;
  const began = performance.now();
  const spent = (): number => taken.spent + (performance.now() - began) / 1_000;
  const lost = new AbortController();
  let latest: Progress | undefined;
  let heard = performance.now();

  const tell = async (): Promise<void> => {
    const told = {
      fraction: latest?.fraction ?? 0,
      note: latest?.note?.slice(0, 200) ?? null,
      remaining: latest?.remainingSeconds ?? null,
      spent: spent(),
    };
    try {
      if (await tellOfRun(db, taken, told)) heard = performance.now();
      else lost.abort();
    } catch {
      // A database that is away for a moment takes no run from us; after that long, another worker has it.
      if (performance.now() - heard > LEASE_SECONDS * 1_000) lost.abort();
    }
  };
  const teller = repeat(tell, TELL_MS);
  let ending: () => Promise<unknown>;
  try {
    const run = await runInChild({
      request: { root, paper, experiment, version, preset, seed, overrides: params },
      budget: { ...budget, spent: taken.spent },
      signal: AbortSignal.any([signal, lost.signal]),
      onProgress: (progress) => void (latest = progress),
      checkpoints: {
        load: async (key) => {
          const saved = await patiently(() => loadState(db, key));
          latest ??= saved && { fraction: saved.fraction, elapsedSeconds: 0 };
          return saved;
        },
        save: (key, saved) =>
          patiently(
            () => saveState(db, taken, key, saved),
            (error) => error instanceof StateRefused,
          ),
      },
    });
    // Not kept in the end, it is no failure of the run: its lease runs out, and it goes on from its last state.
    ending = run
      ? () => finishRun(db, taken, run, spent())
      : () => releaseRun(db, taken, spent(), "its worker stops");
  } catch (error) {
    const message = (error as Error).message;
    const how = error instanceof ChildRunError ? error.how : undefined;
    ending =
      how === "died" && taken.lost + 1 < MOST_LOST
        ? () => releaseRun(db, taken, spent(), "its process was ended", true)
        : () => failRun(db, taken, message, spent(), how === "threw");
  }
  try {
    await patiently(ending);
  } finally {
    await teller.stop();
  }
}

/** Does something over and over, one at a time; `stop` waits for the one under way. */
function repeat(work: () => Promise<void>, pause: number): { stop(): Promise<void> } {
  const stopped = new AbortController();
  const rounds = (async () => {
    for (;;) {
      await sleep(pause, undefined, { signal: stopped.signal }).catch(() => undefined);
      if (stopped.signal.aborted) return;
      await work();
    }
  })();
  return {
    async stop() {
      stopped.abort();
      await rounds;
    },
  };
}
