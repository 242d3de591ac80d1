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

test("no value is refused", () => {
  expect(() => meanInterval([])).toThrow("At least one value was expected");
});
