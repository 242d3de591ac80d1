/**
 * @file The state that a run in this browser has saved: whether there is one, and dropping it.
 *
 * `@working-papers/lab/worker` keeps states in this store of IndexedDB, by the run's `checkpointKey`. Here they are looked for without loading an
 * experiment, as a page shows many of them.
 */
import type { ExperimentView } from "../view.ts";
import type { RunChoice } from "./session.svelte.ts";

const DATABASE = "working-papers";
const STORE = "checkpoints";

/** The key under which this browser has a state from which the run would go on; nothing when it would begin. */
export async function findSavedState(
  { paper, preset, seed, overrides }: RunChoice,
  { id, version, parameters, presets }: ExperimentView,
): Promise<string | undefined> {
  const start = `${paper}-${id}-`;
  const keys = await inStates("readonly", (states) =>
    states.getAllKeys(IDBKeyRange.bound(start, `${start}\uffff`)),
  );
  if (!keys || keys.length === 0) return undefined;
  const params = { ...presets[preset].parameters };
  for (const { name, type, choices } of parameters) {
    if (!(name in overrides)) continue;
    const text = String(overrides[name]);
    if (type === "boolean") params[name] = text === "true";
    else if (type === "enum") params[name] = choices?.find((choice) => String(choice) === text) ?? text;
    else params[name] = Number(text);
    // Not allowed, so there is no such run.
    if (Number.isNaN(params[name])) return undefined;
  }
  const { checkpointKey } = await import("@working-papers/lab");
  const key = checkpointKey({ paper, experiment: id, version, seed, params });
  return keys.includes(key) ? key : undefined;
}

export async function dropSavedState(key: string): Promise<void> {
  await inStates("readwrite", (states) => states.delete(key));
}

/** @returns undefined when this browser has never saved a state */
function inStates<Result>(
  mode: IDBTransactionMode,
  use: (states: IDBObjectStore) => IDBRequest<Result>,
): Promise<Result | undefined> {
  if (typeof indexedDB === "undefined") return Promise.resolve(undefined);
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(DATABASE);
    let missing = false;
    opening.addEventListener("upgradeneeded", () => {
      // Whoever saves a state makes the store, not who looks for one.
      missing = true;
      opening.transaction!.abort();
    });
    opening.addEventListener("error", (event) => {
      event.preventDefault();
      if (missing) resolve(undefined);
      else reject(opening.error!);
    });
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
        reject(transaction.error!);
      });
    });
  });
}
