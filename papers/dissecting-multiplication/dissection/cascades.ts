/** @file Accuracy by how far a carry runs (claim A6). */
import type { Random } from "@working-papers/lab";
import {
  cascadeLength,
  exactlyRight,
  predict,
  problemKey,
  share,
  type DigitTransformer,
  type ModelShape,
  type Problem,
  type Task,
} from "../index.ts";

/** Lengths of the longest cascade: a product of five digits has four columns at most that one can run through. */
export const CASCADES = [0, 1, 2, 3, 4] as const;

export interface CascadeAccuracy {
  readonly problems: number;
  /** Percent. */
  readonly exact: number;
}

/**
 * Percent of unseen problems answered right, for each length of the longest cascade: as many problems of each, if there are. Multipliers 0 and 1,
 * which never carry and would be found in the first stratum alone, are left out.
 */
export async function cascadeAccuracies(
  task: Task,
  shape: ModelShape,
  params: DigitTransformer,
  random: Random,
  { seen, problems }: { readonly seen: ReadonlySet<number>; readonly problems: number },
): Promise<CascadeAccuracy[]> {
  const strata = CASCADES.map((): Problem[] => []);
  const firsts = task.base ** task.left;
  // All problems in an order of their own, so that every stratum is a sample of its kind.
  for (const index of random.permutation(firsts * task.base)) {
    const problem: Problem = [Math.floor(index / task.base), index % task.base];
    if (problem[1] < 2) continue;
    const stratum = strata[cascadeLength(task, problem)];
    if (stratum.length < problems && !seen.has(problemKey(task, problem))) stratum.push(problem);
    if (strata.every((each) => each.length >= problems)) break;
  }
  const results: CascadeAccuracy[] = [];
  for (const stratum of strata) {
    const right = exactlyRight(task, await predict(task, shape, params, stratum));
    results.push({ problems: stratum.length, exact: 100 * share(right) });
  }
  return results;
}
