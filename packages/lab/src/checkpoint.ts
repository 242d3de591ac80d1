/** @file Where a stopped run's state is kept, and under which name. */
import { digestOf } from "./canonical.ts";
import type { Checkpoint } from "./experiment.ts";
import type { Host } from "./run.ts";

/** What was saved: the experiment's own state and the bookkeeping of the runner. */
export interface SavedState {
  state: unknown;
  fraction: number;
  /** Milliseconds computed before the stop. */
  elapsedMs: number;
  /** ISO time at which the run first started. */
  startedAt: string;
  /** What computed it, each once, the last one last; absent in states that were saved before hosts were kept. */
  hosts?: Host[];
}

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
