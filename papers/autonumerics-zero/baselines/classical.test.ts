/** @file Baselines for 2^x against values that Sollya 8.0 (remez, rationals by its fpminimax companions) and mpmath give for them. */
import { expect, test } from "vitest";
import { digits } from "../measure.ts";
import { defineTarget } from "../targets/target.ts";
import { bestRational, chebyshev, minimax, pade, squareRootBaseline, taylor } from "./classical.ts";

const exp2 = defineTarget("exp2(x)");
const reached = (baseline: { error: number } | undefined): number => digits(baseline!.error);

test.each([
  [2, 1.525, 1.525],
  [4, 2.763, 3.062],
  [6, 4.126, 4.601],
  [8, 5.586, 6.362],
  [10, 7.125, 8.124],
  [12, 8.731, 10.031],
  [14, 10.396, 11.939],
  [16, 12.111, 13.955],
  [18, 13.872, 15.972],
])(
  "with %i operations the minimax polynomial has %f digits and the best rational %f",
  (operations, polynomial, rational) => {
    expect(Math.abs(reached(minimax(exp2, [operations / 2, 0])) - polynomial)).toBeLessThan(0.01);
    expect(Math.abs(reached(bestRational(exp2, operations)) - rational)).toBeLessThan(0.01);
  },
);

test.each([
  [1, 0.81],
  [2, 1.48],
  [5, 4.07],
  [9, 8.42],
])("Taylor's polynomial of degree %i at 0 has %f digits", (degree, expected) => {
  expect(Math.abs(reached(taylor(exp2, degree)) - expected)).toBeLessThan(0.01);
});

test.each([
  [3, 3.1],
  [7, 8.15],
  [9, 11.02],
])("Taylor's polynomial of degree %i at ½ has %f digits", (degree, expected) => {
  expect(Math.abs(reached(taylor(exp2, degree, 0.5)) - expected)).toBeLessThan(0.01);
});

test.each([
  [2, 2.64],
  [6, 8.6],
  [9, 13.73],
])("interpolation of degree %i at Chebyshev nodes has %f digits", (degree, expected) => {
  expect(Math.abs(reached(chebyshev(exp2, degree)) - expected)).toBeLessThan(0.01);
});

test.each([
  [1, 1.52],
  [2, 3.64],
  [3, 6.11],
  [4, 8.83],
])("the Padé approximant of degrees %i over the same has %f digits", (degree, expected) => {
  expect(Math.abs(reached(pade(exp2, [degree, degree])) - expected)).toBeLessThan(0.01);
});

test("interpolation of degree 10 has 1.9634 digits for Ai(−7x) and 6.6177 for erf, absolutely", () => {
  const airy = defineTarget("airyAi(-7*x)", { error: "absolute" });
  const erf = defineTarget("erf(x)", { domain: [0, 2], error: "absolute" });
  expect(reached(chebyshev(airy, 10))).toBeCloseTo(1.9634, 4);
  expect(reached(chebyshev(erf, 10))).toBeCloseTo(6.6177, 4);
});

test.each([
  [[4, 0], 2.53],
  [[2, 2], 2.85],
  [[1, 3], 3.02],
  [[6, 2], 5.8],
  [[4, 4], 7.04],
] as const)(
  "the minimax quotient of degrees %j for erf on [0, 2] has %f digits, as Lawson's iteration in NumPy finds",
  (degrees, expected) => {
    const erf = defineTarget("erf(x)", { domain: [0, 2], error: "absolute" });
    expect(Math.abs(reached(minimax(erf, degrees)) - expected)).toBeLessThan(0.01);
  },
);

test("√x·P(x²) with P of degree 3 is 7.92 digits near I½", () => {
  const bessel = defineTarget("besselIHalf(x)", { error: "absolute" });
  expect(-Math.log10(squareRootBaseline(bessel, 3))).toBeCloseTo(7.92, 2);
});
