import { describe, expect, test } from "vitest";
import { exponential, softmaxRows } from "./exponential.ts";

describe("exponential", () => {
  test.each([
    [0, 1],
    [-1, 0.36787944117144233],
    [-0.5, 0.6065306597126334],
    [-10, 0.000045399929762484854],
    [-100, 3.720075976020836e-44],
    [-Math.LN2, 0.5],
    [-700, 9.85967654375977e-305],
    [-701, 0],
    [-Infinity, 0],
  ])("of %f is %f", (x, value) => {
    expect(Math.abs(exponential(x) - value)).toBeLessThanOrEqual(4e-16 * value);
  });

  test("is that of the engine to two units in the last place", () => {
    for (let i = 0; i < 20_000; i++) {
      const x = -i / 30;
      expect(Math.abs(exponential(x) / Math.exp(x) - 1)).toBeLessThan(5e-16);
    }
  });

  test("is asked for numbers of at most 0", () => {
    expect(() => exponential(1)).toThrow(
      "A number of at most 0 was expected, not 1; subtract the largest first.",
    );
    expect(() => exponential(NaN)).toThrow("not NaN");
  });
});

test("rows of a softmax sum to one, and large values do no harm", () => {
  const weights = softmaxRows(Float64Array.of(1000, 1000, -1e300, 0, 1, 2), 3);
  expect([...weights.subarray(0, 3)]).toEqual([0.5, 0.5, 0]);
  expect(weights.subarray(3).reduce((a, b) => a + b)).toBeCloseTo(1, 15);
  expect(weights[5]).toBeCloseTo(0.6652409557748219, 14);
  expect(() => softmaxRows(new Float64Array(4), 3)).toThrow(
    "Rows of 3 do not divide 4 values; give the length of a row.",
  );
});
