/**
 * @file The search on threads of Node.js: one island each, exchanging at the same points as in one thread, so with the same result.
 */
import { Worker } from "node:worker_threads";
import type { TargetSource } from "../targets/source.ts";
import type { Entry } from "./archive.ts";
import { best, EXCHANGE_EVERY } from "./search.ts";

/** What an island needs to know, as plain data that a thread can be given. */
export interface ThreadOptions extends TargetSource {
  /** In which arithmetic programs are judged. Default real. */
  arithmetic?: "real" | "float32";
  maxOperations: number;
  seed: number;
  alphabet: readonly number[];
  points?: number;
}

export type ToThread =
  { type: "advance"; rounds: number; candidates: number } | { type: "welcome"; entries: Entry[] };
export interface FromThread {
  fitted: number;
  emigrants: Entry[];
}

export interface ThreadedSearch {
  readonly fitted: number;
  /** As many rounds as lie between two exchanges, and the exchange. */
  advance(candidatesPerRound: number): Promise<void>;
  leaders(): Entry[];
  /** Gives programs from elsewhere to every island. */
  welcome(entries: readonly Entry[]): Promise<void>;
  close(): Promise<void>;
}

/** @param archipelago goes into the label of each island, so that searches of one seed that meet do not do the same */
export function threadedSearch(options: ThreadOptions, islands: number, archipelago = ""): ThreadedSearch {
  const workers = Array.from(
    { length: islands },
    (_, i) =>
      new Worker(new URL("./thread.ts", import.meta.url), {
        workerData: { options, label: `${archipelago}island ${i}` },
      }),
  );
  let answers: FromThread[] = workers.map(() => ({ fitted: 0, emigrants: [] }));
  const ask = (worker: Worker, message: ToThread): Promise<FromThread> =>
    new Promise((resolve, reject) => {
      worker.once("error", reject);
      worker.once("message", (answer: FromThread) => {
        worker.off("error", reject);
        resolve(answer);
      });
      worker.postMessage(message);
    });
  return {
    get fitted() {
      return answers.reduce((sum, { fitted }) => sum + fitted, 0);
    },
    async advance(candidates) {
      answers = await Promise.all(
        workers.map((worker) => ask(worker, { type: "advance", rounds: EXCHANGE_EVERY, candidates })),
      );
      if (islands === 1) return;
      const sent = answers.map(({ emigrants }) => emigrants);
      answers = await Promise.all(
        workers.map((worker, i) =>
          ask(worker, { type: "welcome", entries: sent[(i + islands - 1) % islands] }),
        ),
      );
    },
    async welcome(entries) {
      answers = await Promise.all(
        workers.map((worker) => ask(worker, { type: "welcome", entries: [...entries] })),
      );
    },
    leaders: () => best(answers.flatMap(({ emigrants }) => emigrants)),
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
