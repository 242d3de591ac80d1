import { describe, expect, test } from "vitest";
import { largestMagnitude, safeChain, safeChainFor } from "./safe-chain.ts";

describe("the safe chain of pair products", () => {
  test("is four times as long for each bit given up", () => {
    expect([32767, 16383, 8191, 4095].map((bound) => safeChain(bound, bound))).toEqual([1, 4, 16, 64]);
    expect([32768, 16384, 8192].map((bound) => safeChain(bound, bound))).toEqual([0, 3, 15]);
    expect(safeChain(255, 255)).toBe(16512);
    expect(safeChain(0, 32768)).toBe(Infinity);
  });

  test("is the longest: one more overflows for operands at the bound", () => {
    for (const [a, b] of [
      [16383, 16383],
      [8191, 8191],
      [32768, 127],
      [5000, 3],
    ]) {
      const chain = safeChain(a, b);
      expect(2 * a * b * chain).toBeLessThan(2 ** 31);
      expect(2 * a * b * (chain + 1)).toBeGreaterThanOrEqual(2 ** 31);
    }
  });

  test("against known weights is the longest window that no column exceeds, compared with trying all windows", () => {
    let state = 5;
    const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0);
    for (let trial = 0; trial < 200; trial++) {
      const k = 1 + (next() % 24);
      const n = 1 + (next() % 3);
      const transposeB = next() % 2 === 0;
      const b = Int16Array.from({ length: k * n }, () => (next() >>> 8) % 8192);
      const a = 1 + (next() % 32768);
      const at = (i: number, j: number) => (transposeB ? b[j * k + i] : b[i * n + j]);
      const safe = (chain: number) => {
        for (let j = 0; j < n; j++)
          for (let from = 0; from < k; from++) {
            let sum = 0;
            for (let i = from; i < Math.min(from + 2 * chain, k); i++) sum += at(i, j);
            if (sum * a > 2 ** 31 - 1) return false;
          }
        return true;
      };
      let longest = Math.ceil(k / 2);
      while (longest > 0 && !safe(longest)) longest--;
      expect(safeChainFor(a, b, { k, n, transposeB }), `trial ${trial}`).toBe(longest);
    }
  });

  test("is long for normal weights: their absolute sum is far from the largest times the length", () => {
    let state = 9;
    const uniform = () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return (state + 0.5) / 2 ** 32;
    };
    const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
    const weights = Array.from({ length: 512 * 16 }, normal);
    const largest = largestMagnitude(weights);
    const b = Int16Array.from(weights, (x) => Math.round((x / largest) * 8191));
    const chain = safeChainFor(8191, b, { k: 512, n: 16 });
    expect(safeChain(8191, 8191)).toBe(16);
    expect(chain).toBeGreaterThanOrEqual(40);
    expect(chain).toBeLessThanOrEqual(200);
  });

  test("needs the shape of the operand", () => {
    expect(() => safeChainFor(1, new Int16Array(5), { k: 2, n: 3 })).toThrow("has 6 elements and got 5");
    expect(safeChainFor(0, new Int16Array(6), { k: 2, n: 3 })).toBe(1);
    expect(safeChainFor(32768, new Int16Array([-32768, -32768]), { k: 2, n: 1 })).toBe(0);
  });
});
