/** @file Elementary functions against the engine's own, which are right to a unit or two in the last place. */
import { expect, test } from "vitest";
import { acosh, atan, cos, cosh, exp, hypot, log, log2, sin, sinh, tanh } from "./elementary.ts";
import { random } from "./random.ts";

type Real = (x: number) => number;

const cases: [string, Real, Real, number, number][] = [
  ["exp", exp, Math.exp, -40, 40],
  ["log", log, Math.log, 1e-6, 50],
  ["log2", log2, Math.log2, 1e-6, 50],
  ["sin", sin, Math.sin, -20, 20],
  ["cos", cos, Math.cos, -300_000, 300_000],
  ["sinh", sinh, Math.sinh, -5, 5],
  ["cosh", cosh, Math.cosh, -5, 5],
  ["tanh", tanh, Math.tanh, -5, 5],
  ["acosh", acosh, Math.acosh, 1.1, 9],
  ["atan", atan, Math.atan, -5, 5],
];

test.each(cases)(
  "%s agrees with the engine's to a few units in the last place",
  (name, own, engine, low, high) => {
    const stream = random(11);
    for (let k = 0; k < 5000; k++) {
      const x = low + (high - low) * stream.uniform();
      const expected = engine(x);
      const scale = Math.max(
        Math.abs(expected),
        name === "sin" || name === "cos" || name === "log" ? 0.1 : 0,
      );
      expect(Math.abs(own(x) - expected)).toBeLessThan(scale * 1.5e-15);
    }
  },
);

test("values that are known exactly are met", () => {
  expect([exp(0), sin(0), cos(0), log(1), tanh(0)]).toEqual([1, 0, 1, 0, 0]);
  expect([exp(-800), exp(800), hypot(3, 4)]).toEqual([0, Infinity, 5]);
  expect(exp(1)).toBeCloseTo(Math.E, 15);
  expect(exp(709.5)).toBeLessThan(Infinity);
});

// Correctly rounded values, from tables of 20 digits.
test.each([
  [0, 1],
  [-1, 0.36787944117144233],
  [-0.5, 0.6065306597126334],
  [-10, 0.000045399929762484854],
  [-100, 3.720075976020836e-44],
  [-700, 9.85967654375977e-305],
])("exp(%d) is %d", (x, value) => {
  expect(Math.abs(exp(x) - value)).toBeLessThanOrEqual(4e-16 * value);
});

test("exp goes to its limits", () => {
  expect([exp(-Infinity), exp(-746), exp(710), exp(Infinity)]).toEqual([0, 0, Infinity, Infinity]);
});

test("exp of no number is no number", () => {
  expect(exp(Number.NaN)).toBeNaN();
});

test("exp of the smallest results rounds to the smallest numbers there are", () => {
  expect([-744.5, -744.8, -745.13].map(exp)).toEqual([5e-324, 5e-324, 5e-324]);
  expect(exp(-745.2)).toBe(0);
});

test("a logarithm or an inverse hyperbolic cosine that does not exist is no number", () => {
  expect([log(-1), log2(-1), acosh(0.5), acosh(-2), acosh(Number.NaN)]).toEqual(
    Array.from({ length: 5 }, () => Number.NaN),
  );
  expect([log(0), log2(0), acosh(1), acosh(Infinity)]).toEqual([-Infinity, -Infinity, 0, Infinity]);
});
