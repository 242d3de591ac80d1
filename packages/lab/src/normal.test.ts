/** @file The normal quantile and the logarithm against tables and the engine's own. */
import { expect, test } from "vitest";
import { logarithm, normalQuantile } from "./normal.ts";

// Reference values to 16 digits: the test values of AS 241 (p = 0.25, 0.001, 1e−20) and the usual 97.5 % point.
test.each([
  [0.25, -0.6744897501960817],
  [0.001, -3.090232306167813],
  [1e-20, -9.26234008979841],
  [0.975, 1.959963984540054],
  [0.5, 0],
])("the quantile of %d is %d", (p, z) => {
  expect(Math.abs(normalQuantile(p) - z)).toBeLessThanOrEqual(4e-15 * Math.max(1, Math.abs(z)));
});

test("the quantile is odd about one half", () => {
  for (const p of [0.01, 0.074, 0.076, 0.3, 0.499])
    expect(normalQuantile(1 - p)).toBeCloseTo(-normalQuantile(p), 12);
});

test.each([0, 1, -0.1, Number.NaN])("%d has no quantile", (p) => {
  expect(() => normalQuantile(p)).toThrow("A probability strictly between 0 and 1 was expected");
});

test("the logarithm agrees with the engine's to two units in the last place", () => {
  for (let i = 1; i < 20_000; i++) {
    for (const x of [i / 20_000, i * 1.37, 1 + i * 1e-9, 1e-300 * i]) {
      const expected = Math.log(x);
      expect(Math.abs(logarithm(x) - expected)).toBeLessThanOrEqual(Math.abs(expected) * 4.5e-16);
    }
  }
  expect(logarithm(1)).toBe(0);
});

// Limits and subnormal numbers by the C library (Python 3: math.log).
test.each([
  [0, -Infinity],
  [-0, -Infinity],
  [-1, Number.NaN],
  [Number.NaN, Number.NaN],
  [Infinity, Infinity],
  [-Infinity, Number.NaN],
  [5e-324, -744.4400719213812],
  [1e-310, -713.8013788281542],
  [2.2250738585072014e-308, -708.3964185322641],
  [1.7976931348623157e308, 709.782712893384],
])("the logarithm of %d is %d", (x, value) => {
  expect(logarithm(x)).toBe(value);
});
