import { random } from "@working-papers/lab";
import { referenceKernels } from "@working-papers/arithmetic";
import { describe, expect, test } from "vitest";
import {
  attention,
  lmul,
  lmulDot,
  lmulFunction,
  lmulMatmul,
  lmulVector,
  matmulOf,
  type LMulOptions,
} from "./index.ts";

const VARIANTS: LMulOptions[] = [
  {},
  { reading: "formula" },
  { mantissaBits: 4 },
  { mantissaBits: 3, reading: "formula" },
  { mantissaBits: 4, operandRounding: "nearestEven" },
  { offset: 0 },
];

function normals(size: number, seed = 1): Float32Array {
  const stream = random(seed);
  return Float32Array.from({ length: size }, () => stream.normal());
}

describe("lmul", () => {
  test("adds the mantissas: 1.5 · 1.5 is 2.125 with the carry and 2.0625 by the formula", () => {
    expect(lmul(1.5, 1.5)).toBe(2.125);
    expect(lmul(1.5, 1.5, { reading: "formula" })).toBe(2.0625);
  });

  test("does not even multiply powers of two exactly", () => {
    expect([lmul(1, 1), lmul(2, 3), lmul(3, 4)]).toEqual([1.0625, 6.25, 12.5]);
  });

  test.each(VARIANTS)("commutes, keeps signs, and moves with powers of two: %o", (options) => {
    const multiply = lmulFunction(options);
    const values = normals(2000);
    for (let i = 0; i < 1000; i++) {
      const [x, y] = [values[2 * i], values[2 * i + 1]];
      const product = multiply(x, y);
      expect(multiply(y, x)).toBe(product);
      expect(multiply(-x, y)).toBe(-product);
      expect(multiply(-x, -y)).toBe(product);
      expect(multiply(x * 2 ** 20, y * 2 ** -13)).toBe(product * 2 ** 7);
    }
  });

  test("says what is wrong with a width", () => {
    expect(() => lmul(1, 1, { mantissaBits: 24 })).toThrow(
      "L-Mul in float32 keeps 1 to 23 mantissa bits and got 24; give a width of the format or less.",
    );
  });
});

describe("vector, dot and matrix products", () => {
  test("have the bits of the scalar function", () => {
    const x = normals(1000, 2);
    const y = normals(1000, 3);
    for (const options of VARIANTS) {
      const multiply = lmulFunction(options);
      expect(lmulVector(x, y, new Float32Array(1000), options)).toEqual(
        x.map((value, i) => multiply(value, y[i])),
      );
    }
    for (const options of VARIANTS.filter(({ operandRounding }) => operandRounding === undefined)) {
      expect(lmulDot(x, y, options)).toBe(referenceKernels.lmulDot(x, y, options));
      const shape = { m: 25, k: 40, n: 25 };
      expect(lmulMatmul(x, y, shape, options)).toEqual(referenceKernels.lmulMatmul(x, y, shape, options));
    }
  });

  test("keep zeros and infinities as the scalar function does", () => {
    expect(lmulDot(Float32Array.of(0, 2), Float32Array.of(1e30, 3))).toBe(6.25);
    expect(lmulDot(Float32Array.of(Infinity, 2), Float32Array.of(0, 3))).toBeNaN();
  });

  test("say which lengths do not fit", () => {
    expect(() => lmulDot(normals(3), normals(4))).toThrow(
      "dot needs two vectors of one length and got 3 and 4; slice them to the same length.",
    );
    expect(() => lmulMatmul(normals(6), normals(6), { m: 2, k: 3, n: 3 })).toThrow(
      "matmul needs b of shape [3, 3], which is 9 elements, and got 6; check m, k, n and the transpositions.",
    );
    expect(() => lmulDot(normals(3), normals(3), { mantissaBits: 0 })).toThrow(
      "L-Mul in float32 keeps 1 to 23 mantissa bits and got 0",
    );
  });
});

describe("attention", () => {
  const shape = { tokens: 5, width: 3 };
  const [q, k, v] = [normals(15, 4), normals(15, 5), normals(15, 6)];

  test("with exact products is softmax(QKᵀ/√d)·V", () => {
    const { logits, output } = attention(
      q,
      k,
      v,
      shape,
      matmulOf((x, y) => x * y),
    );
    for (let i = 0; i < 5; i++) {
      const row = Array.from({ length: 5 }, (_, j) =>
        [0, 1, 2].reduce((sum, l) => sum + (q[i * 3 + l] * k[j * 3 + l]) / Math.sqrt(3), 0),
      );
      const sum = row.reduce((total, logit) => total + Math.exp(logit), 0);
      for (let j = 0; j < 5; j++) expect(logits[i * 5 + j]).toBeCloseTo(row[j], 12);
      for (let l = 0; l < 3; l++) {
        const mean = row.reduce((total, logit, j) => total + (Math.exp(logit) / sum) * v[j * 3 + l], 0);
        // The weights are float32.
        expect(output[i * 3 + l]).toBeCloseTo(mean, 6);
      }
    }
  });

  test("with L-Mul is near, and takes no array of another size", () => {
    const exact = attention(
      q,
      k,
      v,
      shape,
      matmulOf((x, y) => x * y),
    );
    const near = attention(q, k, v, shape, matmulOf(lmul));
    near.output.forEach((value, i) => expect(Math.abs(value - exact.output[i])).toBeLessThan(0.2));
    expect(() => attention(q, k.subarray(1), v, shape, matmulOf(lmul))).toThrow(
      "Attention needs k of shape [5, 3], which is 15 elements, not 14.",
    );
  });
});
