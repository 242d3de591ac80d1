/** @file Intervals against values worked out by hand. */
import { expect, test } from "vitest";
import { meanInterval } from "./statistics.ts";

test("one value is its own interval", () => {
  expect(meanInterval([2.5])).toEqual({ mean: 2.5, low: 2.5, high: 2.5, n: 1 });
});

test("three values 1, 2, 3 have the interval 2 ± 4.3027/√3", () => {
  const { mean, low, high, n } = meanInterval([1, 2, 3]);
  expect([mean, n]).toEqual([2, 3]);
  expect(low).toBeCloseTo(2 - 4.3027 / Math.sqrt(3), 12);
  expect(high).toBeCloseTo(2 + 4.3027 / Math.sqrt(3), 12);
});

test("equal values have an interval of no width", () => {
  expect(meanInterval([7, 7, 7, 7])).toEqual({ mean: 7, low: 7, high: 7, n: 4 });
});

test("equal values whose sum is rounded have that value as their mean", () => {
  expect(meanInterval([0.1, 0.1, 0.1])).toEqual({ mean: 0.1, low: 0.1, high: 0.1, n: 3 });
});

// Tables of Student's distribution: 97.5 % quantiles of 31, 40, 60, 120 and a million degrees of freedom.
test.each([
  [32, 2.0395],
  [41, 2.0211],
  [61, 2.0003],
  [121, 1.9799],
  [1_000_001, 1.96],
])("%d values have intervals by the quantile %d", (n, quantile) => {
  const values = Array.from({ length: n }, (_, i) => (i === 0 ? 1 : 0));
  const { mean, high } = meanInterval(values);
  const error = Math.sqrt(((1 - mean) ** 2 + (n - 1) * mean ** 2) / (n - 1) / n);
  expect((high - mean) / error).toBeCloseTo(quantile, 4);
});

test("no value is refused", () => {
  expect(() => meanInterval([])).toThrow("At least one value was expected");
});
