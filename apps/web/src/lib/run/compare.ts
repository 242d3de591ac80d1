/** @file A run beside the recorded ones: which of them ought to be the same, and whether it is. */
import type { RunView } from "../view.ts";

type Values = Readonly<Record<string, number>>;
type Parameters = Readonly<Record<string, string | number | boolean>>;

/** The latest recorded run that must measure the same: same parameters and, when the experiment is random, same seed. */
export function counterpart(
  runs: readonly RunView[],
  run: { params: Parameters; seed: number; random: boolean },
): RunView | undefined {
  return runs.findLast(
    (recorded) => sameValues(recorded.parameters, run.params) && (!run.random || recorded.seed === run.seed),
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
