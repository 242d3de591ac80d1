import { expect, test } from "vitest";
import { softmaxRows } from "./softmax.ts";

test("rows of a softmax sum to one, and large values do no harm", () => {
  const weights = softmaxRows(Float64Array.of(1000, 1000, -1e300, 0, 1, 2), 3);
  expect([...weights.subarray(0, 3)]).toEqual([0.5, 0.5, 0]);
  expect(weights.subarray(3).reduce((a, b) => a + b)).toBeCloseTo(1, 15);
  expect(weights[5]).toBeCloseTo(0.6652409557748219, 14);
  expect(() => softmaxRows(new Float64Array(4), 3)).toThrow(
    "Rows of 3 do not divide 4 values; give the length of a row.",
  );
});
