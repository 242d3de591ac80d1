/** @file Where a browser keeps the states of runs: an object store of IndexedDB, by the `checkpointKey` of a run. */
const DATABASE = "working-papers";
const STORE = "checkpoints";

/** What a request on the states comes to, once its transaction is complete. */
export function inStates<Result>(
  mode: IDBTransactionMode,
  use: (states: IDBObjectStore) => IDBRequest<Result>,
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
        resolve(request.result);
      });
      transaction.addEventListener("abort", () => {
        database.close();
        reject(transaction.error);
      });
    });
  });
}
