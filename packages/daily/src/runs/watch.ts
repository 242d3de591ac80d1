/** @file Follows runs as they change, whichever process works on them: many readers of one run cost one look at a time. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Db } from "../database/open.ts";
import { isOver, type ServerRun } from "./state.ts";
import { readServerRun } from "./store.ts";

export interface RunWatch {
  /**
   * The run now, unless `since` is its change already, and then each time it has changed; ends when the run is over, or the signal says so. Each is
   * the whole state, so one that is missed is not missed.
   */
  follow(id: string, since?: number, signal?: AbortSignal): AsyncGenerator<ServerRun>;
}

/** Between looks, in milliseconds. */
const LOOK_MS = 400;

export function watchRuns(db: Db, pause = LOOK_MS): RunWatch {
  const looks = new Map<string, { at: number; run: Promise<ServerRun | undefined> }>();
  const look = (id: string): Promise<ServerRun | undefined> => {
    const known = looks.get(id);
    if (known && performance.now() - known.at < pause * 0.9) return known.run;
    const run = readServerRun(db, id);
    looks.set(id, { at: performance.now(), run });
    return run;
  };
  let followers = 0;
  return {
    async *follow(id, since = 0, signal) {
      let seen = since;
      let ahead = -1;
      followers++;
      try {
        for (;;) {
          const run = await look(id);
          if (!run || signal?.aborted) return;
          // A run that waits does not change itself when those before it go.
          if (run.change > seen || run.ahead !== ahead) yield run;
          seen = Math.max(seen, run.change);
          ahead = run.ahead;
          if (isOver(run.state)) return;
          await sleep(pause, undefined, { signal }).catch(() => undefined);
        }
      } finally {
        if (--followers === 0) looks.clear();
      }
    },
  };
}
