/** @file The parts of the paper's mode, each on a problem whose answer is known. */
import { random } from "@working-papers/lab";
import { expect, test } from "vitest";
import { defineTarget } from "../targets/target.ts";
import { cmaEs } from "./cma-es.ts";
import { evolution } from "./evolution.ts";
import { crowdingDistances, nonDominatedFronts, selectNearPareto } from "./nsga2.ts";

const POINTS = [
  [1, 5],
  [2, 3],
  [4, 1],
  [3, 4],
  [4, 4],
  [2, 3],
];

test("fronts of six points, two of them equal", () => {
  expect(nonDominatedFronts(POINTS)).toEqual([[0, 1, 2, 5], [3], [4]]);
});

test("crowding: the ends are infinitely lonely, the rest by the gaps of their neighbours", () => {
  const line = [
    [0, 4],
    [1, 2],
    [4, 0],
  ];
  expect(crowdingDistances(line, [0, 1, 2])).toEqual([Infinity, 2, Infinity]);
});

test("selection fills whole fronts first, then takes the lonelier", () => {
  expect(selectNearPareto(POINTS, 5).sort()).toEqual([0, 1, 2, 3, 5]);
  const [first, second] = selectNearPareto(POINTS, 2);
  expect([first, second].sort()).toEqual([0, 2]);
});

const valley = (x: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < 5; i++) sum += 10 ** i * (x[i] - (i > 0 ? 0.5 * x[i - 1] : 0) - 1) ** 2;
  return sum;
};

test("CMA-ES finds the minimum of a narrow, tilted valley in five dimensions", () => {
  const { best, value } = cmaEs(valley, new Float64Array(5), random(1), {
    population: 12,
    sigma: 0.5,
    generations: 600,
  });
  expect(value).toBeLessThan(1e-12);
  [1, 1.5, 1.75, 1.875, 1.9375].forEach((expected, i) => expect(best[i]).toBeCloseTo(expected, 5));
});

test("CMA-ES counts a value that is no number as worst", () => {
  const { value } = cmaEs(([x]) => (x < 1 ? NaN : x), Float64Array.of(5), random(2), {
    population: 8,
    sigma: 1,
    generations: 200,
  });
  expect(value).toBeGreaterThanOrEqual(1);
  expect(value).toBeLessThan(1.01);
});

test("the paper's mode is a function of its seed, and fits a constant where there is only one", () => {
  const options = {
    target: defineTarget("exp2(x)"),
    maxOperations: 3,
    survivors: 8,
    generations: 80,
    population: 8,
  };
  const [first, second] = [5, 5].map((seed) => {
    const run = evolution({ ...options, seed });
    while (run.evaluated < 150) run.advance();
    return run;
  });
  expect(second.population()).toEqual(first.population());
  // x + c at its best: 1.449 digits.
  expect(-Math.log10(first.bestWithin(1))).toBeGreaterThan(1.44);
});
