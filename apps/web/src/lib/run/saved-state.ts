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
