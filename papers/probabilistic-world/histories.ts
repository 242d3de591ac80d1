/**
 * @file The classical rule: sums over all histories, term by term.
 *
 *     ⟨A⟩ = Σ_ω p[ω] A[ω],   p[ω] = w[ω] / Z
 *
 * Nothing here knows of wave functions: a weight is multiplied up along each history from the model's local factors.
 */
import { historyCount, type Chain } from "./chain.ts";

/** A history: the state at each time. Reused between visits; copy it to keep it. */
export type History = Uint32Array;

/** Visits every history with its weight, in the order of a counter whose last digit is the last time. */
export function forEachHistory(
  { links, boundary }: Chain,
  visit: (history: History, weight: number) => void,
): void {
  historyCount({ links, boundary });
  const steps = links.length;
  const dimension = boundary[0].initial.length;
  const history = new Uint32Array(steps + 1);
  const product = new Float64Array(steps + 1);

  function descend(t: number): void {
    for (let state = 0; state < dimension; state++) {
      history[t] = state;
      product[t] = t === 0 ? 1 : product[t - 1] * links[t - 1].weight(state, history[t - 1]);
      if (t < steps) {
        descend(t + 1);
        continue;
      }
      let ends = 0;
      for (const { weight, initial, final } of boundary) ends += weight * final[state] * initial[history[0]];
      visit(history, ends * product[t]);
    }
  }
  descend(0);
}

/** Expectation values of several observables of the whole history, by one sum over all histories. */
export function classicalMeans(
  chain: Chain,
  observables: readonly ((history: History) => number)[],
): { means: Float64Array; partitionFunction: number } {
  const sums = new Float64Array(observables.length);
  let total = 0;
  forEachHistory(chain, (history, weight) => {
    total += weight;
    for (let k = 0; k < sums.length; k++) sums[k] += weight * observables[k](history);
  });
  if (!(total > 0))
    throw new RangeError("No history has a positive weight: the two boundaries exclude each other.");
  return { means: sums.map((sum) => sum / total), partitionFunction: total };
}
