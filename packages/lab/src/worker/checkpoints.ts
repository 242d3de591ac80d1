/** @file Checkpoints in the browser's IndexedDB, so that a run survives a reload of its page. */
import { memoryCheckpoints, SavedState, type CheckpointStore } from "../checkpoint.ts";
import { inStates } from "./states.ts";

/**
 * A store in IndexedDB; where the browser has none (private windows of some), one in memory. A state of another form, which an
 * older or newer version of the site saved, is passed over: the run starts anew.
 */
export function databaseCheckpoints(): CheckpointStore {
  if (typeof indexedDB === "undefined") return memoryCheckpoints();
  return {
    load: async (key) =>
      SavedState.safeParse(await inStates<unknown>("readonly", (states) => states.get(key))).data,
    save: async (key, saved) => void (await inStates("readwrite", (states) => states.put(saved, key))),
    remove: async (key) => void (await inStates("readwrite", (states) => states.delete(key))),
  };
}
