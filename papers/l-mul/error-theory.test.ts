import { lmulFunction } from "@working-papers/arithmetic";
import { describe, expect, test } from "vitest";
import {
  bias,
  f1,
  f2,
  meanDropped,
  meanKept,
  unbiasedOffset,
  worstCase,
  type Reading,
} from "./error-theory.ts";

describe("the paper's theory of truncated products", () => {
  test.each([
    [2, 0.34767, 0.35791, 0.35937, -0.10938],
    [3, 0.17189, 0.18213, 0.18359, 0.06641],
    [4, 0.08107, 0.09131, 0.09277, 0.09473],
    [5, 0.03493, 0.04517, 0.04663, 0.17212],
    [6, 0.01167, 0.02191, 0.02338, 0.17975],
    [7, 0, 0.01024, 0.0117, 0.18361],
  ])("k = %i has f1 = %f, %f, %f for m = 7, 10, 23 and f2 = %f", (k, seven, ten, twentyThree, second) => {
    expect(Math.abs(f1(7, k) - seven)).toBeLessThan(6e-6);
    expect(Math.abs(f1(10, k) - ten)).toBeLessThan(6e-6);
    expect(Math.abs(f1(23, k) - twentyThree)).toBeLessThan(6e-6);
    expect(Math.abs(f2(k) - second)).toBeLessThan(6e-6);
  });

  test.each([
    [2, 0.25],
    [3, 0.25],
    [4, 0.1875],
    [5, 0.21875],
    [6, 0.203125],
    [7, 0.1953125],
  ])("L-Mul with k = %i loses %f", (k, loss) => {
    expect(Math.abs(f1(23, k) + f2(k) - loss)).toBeLessThan(1e-6);
  });

  test("is what enumeration of all pairs of mantissas gives, exactly", () => {
    const m = 6;
    const one = 2 ** m;
    for (let k = 1; k <= m; k++) {
      const lmul = lmulFunction({ mantissaBits: k, reading: "formula" });
      const unit = 2 ** (m - k);
      const sums = { kept: 0, dropped: 0, multiply: 0, lmul: 0 };
      for (let i = 0; i < one; i++) {
        sums.kept += (i - (i % unit)) / one;
        sums.dropped += (i % unit) / one;
        for (let j = 0; j < one; j++) {
          const [x, y] = [1 + i / one, 1 + j / one];
          sums.multiply += x * y - (1 + (i - (i % unit)) / one) * (1 + (j - (j % unit)) / one);
          sums.lmul += x * y - lmul(x, y);
        }
      }
      expect(meanKept(k)).toBe(sums.kept / one);
      expect(meanDropped(m, k)).toBe(sums.dropped / one);
      expect(f1(m, k)).toBe(sums.multiply / one ** 2);
      expect(f1(m, k) + f2(k)).toBe(sums.lmul / one ** 2);
    }
  });

  test("refuses widths that do not fit together", () => {
    expect(() => f1(7, 8)).toThrow(
      "Whole numbers of bits 1 ≤ k ≤ m ≤ 52 were expected, not k = 8 and m = 7; keep at most the bits there are.",
    );
    expect(() => f1(7.5, 2)).toThrow("not k = 2 and m = 7.5");
    expect(() => f2(0)).toThrow("L-Mul is defined for 1 or more mantissa bits and got 0");
  });
});

describe("the mean error for full mantissas", () => {
  test.each([
    ["formula", 1 / 16, -0.1875],
    ["formula", 1 / 4, 0],
    ["field", 0, -1 / 12],
    ["field", 1 / 32, -0.036],
    ["field", 1 / 18, 0.0016],
    ["field", 1 / 16, 0.0124],
    ["field", 1 / 8, 0.112],
  ] as const)("%s, c = %f: %f", (reading, c, mean) => {
    expect(Math.abs(bias(reading, c) - mean)).toBeLessThan(5e-4);
  });

  test.each(["field", "formula"] as const)(
    "is that of a grid of mantissas for every constant: %s",
    (reading) => {
      for (const offset of [0, 1 / 32, 1 / 18, 1 / 16, 1 / 8, 1 / 4, 1 / 2])
        expect(Math.abs(overGrid(reading, offset).mean - bias(reading, offset))).toBeLessThan(3e-5);
    },
  );

  test("vanishes at 1/4 and near 0.0546", () => {
    expect(unbiasedOffset("formula")).toBe(0.25);
    expect(Math.abs(unbiasedOffset("field") - 0.0546)).toBeLessThan(1e-4);
    expect(Math.abs(bias("field", unbiasedOffset("field")))).toBeLessThan(1e-15);
  });

  test("refuses a constant that is no fraction", () => {
    expect(() => bias("field", 1)).toThrow(
      "The constant of L-Mul is a fraction from 0 up to but not including 1, not 1; try 1/16.",
    );
  });
});

describe("the worst case", () => {
  test.each([
    ["field", 1 / 16, -0.0729, 0.0625],
    ["field", 0, -0.1111, 0],
    ["formula", 1 / 16, -0.234, 0.0625],
  ] as const)("%s, c = %f: from %f to %f", (reading, c, low, high) => {
    expect(Math.abs(worstCase(reading, c).low - low)).toBeLessThan(5e-4);
    expect(worstCase(reading, c).high).toBe(high);
  });

  test("bounds every product on a grid, and is reached", () => {
    for (const reading of ["field", "formula"] as const)
      for (const c of [0, 1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2]) {
        const measured = overGrid(reading, c, 0);
        const { low, high } = worstCase(reading, c);
        expect(measured.low).toBeGreaterThanOrEqual(low - 1e-6);
        expect(measured.high).toBeLessThanOrEqual(high + 1e-6);
        expect(measured.low - low).toBeLessThan(0.005);
        expect(high - measured.high).toBeLessThan(0.005);
      }
  });

  test("is not known beyond 1/2", () => {
    expect(() => worstCase("field", 0.6)).toThrow(
      "The bounds are known for constants from 0 to 1/2 and c is 0.6; try 1/16.",
    );
  });
});

function overGrid(reading: Reading, offset: number, shift = 0.5) {
  const multiply = lmulFunction({ reading, offset });
  const size = 256;
  const result = { mean: 0, low: Infinity, high: -Infinity };
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) {
      const exact = (1 + (i + shift) / size) * (1 + (j + shift) / size);
      const error = multiply(1 + (i + shift) / size, 1 + (j + shift) / size) - exact;
      result.mean += error / size ** 2;
      result.low = Math.min(result.low, error / exact);
      result.high = Math.max(result.high, error / exact);
    }
  return result;
}
