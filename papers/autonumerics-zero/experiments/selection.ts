/** @file The fronts of NSGA-II against their definition. */
import { defineExperiment, z } from "@working-papers/lab";
import { crowdingDistances, dominates, nonDominatedFronts, selectNearPareto } from "../index.ts";

export default defineExperiment({
  id: "selection",
  version: 1,
  title: "NSGA-II against brute force",
  question:
    "Does the selection keep exactly the non-dominated programs, in fronts, with the lonelier ones first?",
  method:
    "Random sets of points with two or three objectives, many of them equal. The fronts are compared with those found by peeling: remove all points that no remaining point dominates, and again. Crowding distances are compared with a direct evaluation of their definition, and a selection must never leave out a point of a front while it takes one of a later front.",
  provider: "javascript",
  varies: "by seed",
  parameters: z.strictObject({
    sets: z.int().min(1).max(100_000).meta({ title: "Sets", description: "random sets of up to 40 points" }),
  }),
  measurements: {
    fronts: { title: "Share of sets with the same fronts as by peeling", decimals: 4 },
    crowding: { title: "Share of sets with the same crowding distances", decimals: 4 },
    selections: { title: "Share of sets whose selection respects the fronts", decimals: 4 },
  },
  presets: {
    quick: { parameters: { sets: 300 }, cost: "less than a second" },
    full: { parameters: { sets: 5000 }, cost: "about three seconds" },
  },
  async run({ parameters: { sets }, random, step }) {
    const same = { fronts: 0, crowding: 0, selections: 0 };
    for (let set = 0; set < sets; set++) {
      const size = random.integer(1, 40);
      const objectives = random.integer(2, 3);
      const points = Array.from({ length: size }, () =>
        Array.from({ length: objectives }, () => random.integer(0, 12)),
      );
      const fronts = nonDominatedFronts(points);
      if (JSON.stringify(fronts) === JSON.stringify(peeled(points))) same.fronts++;
      const [first] = fronts;
      const distances = crowdingDistances(points, first);
      if (distances.every((distance, i) => distance === directDistance(points, first, i))) same.crowding++;
      const count = random.integer(1, size);
      const chosen = new Set(selectNearPareto(points, count));
      const rank = new Map(fronts.flatMap((front, r) => front.map((i) => [i, r] as const)));
      const worst = Math.max(...[...chosen].map((i) => rank.get(i)!));
      const left = points.some((_, i) => !chosen.has(i) && rank.get(i)! < worst);
      if (chosen.size === count && !left) same.selections++;
      await step(set / sets);
    }
    return {
      measurements: {
        fronts: same.fronts / sets,
        crowding: same.crowding / sets,
        selections: same.selections / sets,
      },
    };
  },
});

function peeled(points: readonly number[][]): number[][] {
  let left = points.map((_, i) => i);
  const fronts: number[][] = [];
  while (left.length > 0) {
    const pool = left;
    const front = pool.filter((i) => !pool.some((j) => dominates(points[j], points[i])));
    fronts.push(front);
    left = pool.filter((i) => !front.includes(i));
  }
  return fronts;
}

/** The definition, point by point: neighbours in the order of each objective, ties in the order of the front. */
function directDistance(points: readonly number[][], front: readonly number[], at: number): number {
  let sum = 0;
  for (let k = 0; k < points[0].length; k++) {
    const values = front.map((i) => points[i][k]);
    const before = values.filter((value, i) => value < values[at] || (value === values[at] && i < at)).length;
    if (before === 0 || before === values.length - 1) return Infinity;
    const sorted = [...values].sort((a, b) => a - b);
    const range = sorted[sorted.length - 1] - sorted[0];
    if (range > 0) sum += (sorted[before + 1] - sorted[before - 1]) / range;
  }
  return sum;
}
