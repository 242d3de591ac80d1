/** @file Checkpoints in the browser's IndexedDB, so that a run survives a reload of its page. */
import { memoryCheckpoints, SavedState, type CheckpointStore } from "../checkpoint.ts";

const DATABASE = "working-papers";
const STORE = "checkpoints";

/**
 * A store in IndexedDB; where the browser has none (private windows of some), one in memory. A state of another form, which an
 * older or newer version of the site saved, is passed over: the run starts anew.
 */
export function databaseCheckpoints(): CheckpointStore {
  if (typeof indexedDB === "undefined") return memoryCheckpoints();
  return {
    load: async (key) =>
      SavedState.safeParse(await inStore<unknown>("readonly", (store) => store.get(key))).data,
    save: async (key, saved) => void (await inStore("readwrite", (store) => store.put(saved, key))),
    remove: async (key) => void (await inStore("readwrite", (store) => store.delete(key))),
  };
}

function inStore<Result>(
  mode: IDBTransactionMode,
  use: (store: IDBObjectStore) => IDBRequest,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(DATABASE, 1);
    opening.addEventListener("upgradeneeded", () => opening.result.createObjectStore(STORE));
    opening.addEventListener("error", () => reject(opening.error));
    opening.addEventListener("success", () => {
      const database = opening.result;
      const transaction = database.transaction(STORE, mode);
      const request = use(transaction.objectStore(STORE));
      transaction.addEventListener("complete", () => {
        database.close();
        resolve(request.result as Result);
      });
      transaction.addEventListener("abort", () => {
        database.close();
        reject(transaction.error);
      });
    });
  });
}
