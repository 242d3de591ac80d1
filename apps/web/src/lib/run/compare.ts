/** @file A run beside the recorded ones: which of them ought to be the same, and whether it is. */
import type { Run } from "@working-papers/lab";
import type { RunView } from "../view.ts";

type Values = Readonly<Record<string, number>>;
type Parameters = Readonly<Record<string, string | number | boolean>>;

/** The first recorded run with the same parameters and, where the seed matters, the same seed. */
export function counterpart(
  runs: readonly RunView[],
  run: Pick<Run, "params" | "seed" | "varies">,
): RunView | undefined {
  return runs.find(
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

export interface Agreement {
  /** `agrees`: identical in every digit; `drifts`: not; `varies`: it depends on the machine; `alone`: nothing recorded to compare with. */
  agreement: "agrees" | "drifts" | "varies" | "alone";
  /** The recorded run that it was compared with. */
  recorded?: string;
  /** Names of measurements that differ. */
  differing: string[];
}

type Comparable = Pick<
  Run,
  "id" | "experiment" | "experimentVersion" | "seed" | "params" | "measurements" | "varies"
>;

/** How a run stands to the recorded ones, of which the first counts: of the same experiment in the same version, with the same parameters and, where it matters, the same seed. */
export function agreementOf(run: Comparable, recorded: readonly Comparable[]): Agreement {
  const same = recorded.find(
    (other) =>
      other.experiment === run.experiment &&
      other.experimentVersion === run.experimentVersion &&
      sameValues(other.params, run.params) &&
      (run.varies === "never" || other.seed === run.seed),
  );
  if (!same) return { agreement: "alone", differing: [] };
  const differing = differences(run.measurements, same.measurements);
  const agreement = run.varies === "by machine" ? "varies" : differing.length === 0 ? "agrees" : "drifts";
  return { agreement, recorded: same.id, differing };
}
