/**
 * @file The state that a run in this browser has saved: whether there is one, and dropping it. States are looked for without loading an
 * experiment, as a page shows many of them.
 */
import { inStates } from "@working-papers/lab/states";
import type { ExperimentView } from "../view.ts";
import type { RunChoice } from "./session.svelte.ts";

/** The key under which this browser has a state from which the run would go on; nothing when it would begin. */
export async function findSavedState(
  { paper, preset, seed, overrides }: RunChoice,
  { id, version, parameters, presets }: ExperimentView,
): Promise<string | undefined> {
  if (typeof indexedDB === "undefined") return undefined;
  const start = `${paper}-${id}-`;
  const keys = await inStates("readonly", (states) =>
    states.getAllKeys(IDBKeyRange.bound(start, `${start}\uffff`)),
  );
  if (keys.length === 0) return undefined;
  const { checkpointKey, parameterFromText } = await import("@working-papers/lab");
  const params = { ...presets[preset].parameters };
  for (const parameter of parameters) {
    const { name } = parameter;
    if (name in overrides) params[name] = parameterFromText(parameter, String(overrides[name]));
  }
  const key = checkpointKey({ paper, experiment: id, version, seed, params });
  return keys.includes(key) ? key : undefined;
}

export async function dropSavedState(key: string): Promise<void> {
  await inStates("readwrite", (states) => states.delete(key));
}
