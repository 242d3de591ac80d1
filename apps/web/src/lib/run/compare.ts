/** @file A run beside the recorded ones: which of them ought to be the same, and whether it is. */
import type { Run } from "@working-papers/lab";
import type { RunView } from "../view.ts";

type Values = Readonly<Record<string, number>>;
type Parameters = Readonly<Record<string, string | number | boolean>>;

/** The latest recorded run with the same parameters and, where the seed matters, the same seed. */
export function counterpart(
  runs: readonly RunView[],
  run: Pick<Run, "params" | "seed" | "varies">,
): RunView | undefined {
  return runs.findLast(
    (recorded) =>
      sameValues(recorded.parameters, run.params) && (run.varies === "never" || recorded.seed === run.seed),
  );
}

/** Names of the measurements that differ in any bit. */
export function differences(measured: Values, recorded: Values): string[] {
  return Object.keys(measured).filter((name) => !Object.is(measured[name], recorded[name]));
}

function sameValues(a: Parameters, b: Parameters): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
