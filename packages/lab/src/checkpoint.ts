/** @file Where a stopped run's state is kept, and under which name. */
import { z } from "zod";
import { digestOf } from "./canonical.ts";
import type { Checkpoint } from "./experiment.ts";
import { Host } from "./run.ts";

/** What was saved: the experiment's own state and the bookkeeping of the runner. Stores parse what they load. */
export const SavedState = z.strictObject({
  state: z.unknown(),
  fraction: z.number().min(0).max(1),
  elapsedMs: z.number().nonnegative().describe("milliseconds computed before the stop"),
  startedAt: z.iso.datetime().describe("when the run first started"),
  hosts: z
    .array(Host)
    .optional()
    .describe("what computed it, each once, the last one last; absent in states of before hosts were kept"),
});
export type SavedState = z.infer<typeof SavedState>;

/** A store of states by key: files under Node, IndexedDB in a page. Saving replaces; a kill in between loses nothing saved. */
export interface CheckpointStore {
  load(key: string): Promise<SavedState | undefined>;
  save(key: string, saved: SavedState): Promise<void>;
  remove(key: string): Promise<void>;
}

/** Runs that would measure the same have the same key. */
export function checkpointKey(run: {
  paper: string;
  experiment: string;
  version: number;
  seed: number;
  params: Record<string, unknown>;
}): string {
  return `${run.paper}-${run.experiment}-${digestOf(run).slice(0, 16)}`;
}

/** A store that lasts as long as its process. */
export function memoryCheckpoints(): CheckpointStore {
  const kept = new Map<string, SavedState>();
  return {
    load: async (key) => structuredClone(kept.get(key)),
    save: async (key, saved) => void kept.set(key, structuredClone(saved)),
    remove: async (key) => void kept.delete(key),
  };
}

/** The view of a store that one experiment gets. */
export function checkpointFor(
  restored: SavedState | undefined,
  save: (state: unknown) => Promise<void>,
): Checkpoint {
  return { load: async <State>() => restored?.state as State | undefined, save };
}
