import { describe, expect, test } from "vitest";
import { lmul } from "../lmul/lmul.ts";
import type { LMulKernelOptions, MatmulShape } from "./kernels.ts";
import { referenceKernels } from "./reference-kernels.ts";
import { wasmKernels } from "./wasm-kernels.ts";

function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return (z ^ (z >>> 16)) >>> 0;
  };
}

type Fill = (count: number, seed: number) => Float32Array;

const uniform: Fill = (count, seed) => {
  const next = generator(seed);
  return Float32Array.from({ length: count }, () => next() / 2 ** 31 - 1);
};

/** What makes a fast path wrong when it is taken where it may not be. */
const fills: Record<string, Fill> = {
  "numbers from -1 to 1": uniform,
  "zeros of both signs among them": (count, seed) =>
    uniform(count, seed).map((x, i) => ((i * 7 + seed) % 3 === 0 ? (i % 2 === 0 ? 0 : -0) : x)),
  "subnormals among them": (count, seed) => uniform(count, seed).map((x, i) => (i % 5 === 0 ? x * 1e-39 : x)),
  "all zero": (count) => new Float32Array(count),
  "random bits": (count, seed) => {
    const next = generator(seed);
    return new Float32Array(Uint32Array.from({ length: count }, next).buffer);
  },
  "exponents over the whole range, no specials": (count, seed) => {
    const next = generator(seed);
    return new Float32Array(
      Uint32Array.from({ length: count }, () => (next() % 0x7f800000) | (next() & 1 ? 0x80000000 : 0)).buffer,
    );
  },
  "sums at the edge of overflow": (count, seed) => uniform(count, seed).map((x) => x * 2 ** 64.5),
  "sums at the edge of underflow": (count, seed) => uniform(count, seed).map((x) => x * 2 ** -62.5),
  // Of nearly one magnitude, so that whole panels are on one side of the edge, or just across it.
  "products just around the largest number": (count, seed) =>
    uniform(count, seed).map((x) => Math.sign(x) * (1.5 + x / 2) * 2 ** 63.2),
  "products just around the smallest normal number": (count, seed) =>
    uniform(count, seed).map((x) => Math.sign(x) * (1.5 + x / 2) * 2 ** -63.3),
  "products well inside the smallest normal numbers": (count, seed) =>
    uniform(count, seed).map((x) => Math.sign(x) * (1.5 + x / 2) * 2 ** -62.3),
  "a few infinities and NaN with payloads": (count, seed) => {
    const values = uniform(count, seed);
    const words = new Uint32Array(values.buffer);
    words.forEach((_, i) => {
      if ((i * 31 + seed) % 97 === 0)
        words[i] = [0x7f800000, 0xff800000, 0x7f800001, 0xffc00000, 0, 1][(i + seed) % 6];
    });
    return values;
  },
};

const shapes: MatmulShape[] = [
  { m: 1, k: 1, n: 1 },
  { m: 4, k: 3, n: 8 },
  { m: 5, k: 7, n: 9 },
  { m: 3, k: 16, n: 15 },
  { m: 13, k: 5, n: 17, transposeA: true },
  { m: 9, k: 11, n: 23, transposeB: true },
  { m: 6, k: 4, n: 10, transposeA: true, transposeB: true },
  { m: 5, k: 1030, n: 10 },
  { m: 0, k: 3, n: 4 },
  { m: 3, k: 0, n: 4 },
  { m: 3, k: 4, n: 0 },
];

const lmulOptions: LMulKernelOptions[] = [
  {},
  { mantissaBits: 4 },
  { mantissaBits: 1 },
  { mantissaBits: 3, overflow: "saturate" },
  { offset: 0 },
  { offset: 1 / 18 },
  { reading: "formula" },
  { reading: "formula", mantissaBits: 4 },
  { reading: "formula", offset: 0.99, overflow: "saturate" },
];

/** Places where two results are not the same number; every NaN is the same, the two zeros are not. */
const differences = (got: Float32Array, expected: Float32Array) =>
  got.length === expected.length ? [...got].filter((x, i) => !Object.is(x, expected[i])).length : "length";

describe.each(Object.entries(fills))(
  "the wasm kernels equal the reference, bit for bit, on %s",
  (_, fill) => {
    test("in matmul", () => {
      for (const shape of shapes) {
        const a = fill(shape.m * shape.k, 1);
        const b = fill(shape.k * shape.n, 2);
        expect(
          differences(wasmKernels.matmul(a, b, shape), referenceKernels.matmul(a, b, shape)),
          JSON.stringify(shape),
        ).toBe(0);
      }
    });

    test.each(lmulOptions)("in lmulMatmul with %o", (options) => {
      for (const shape of shapes) {
        const a = fill(shape.m * shape.k, 3);
        const b = fill(shape.k * shape.n, 4);
        const got = wasmKernels.lmulMatmul(a, b, shape, options);
        const expected = referenceKernels.lmulMatmul(a, b, shape, options);
        expect(differences(got, expected), JSON.stringify(shape)).toBe(0);
        const dense = uniform(shape.k * shape.n, 5);
        expect(
          differences(
            wasmKernels.lmulMatmul(a, dense, shape, options),
            referenceKernels.lmulMatmul(a, dense, shape, options),
          ),
          `${JSON.stringify(shape)}, second operand uniform`,
        ).toBe(0);
        const left = uniform(shape.m * shape.k, 6);
        expect(
          differences(
            wasmKernels.lmulMatmul(left, b, shape, options),
            referenceKernels.lmulMatmul(left, b, shape, options),
          ),
          `${JSON.stringify(shape)}, first operand uniform`,
        ).toBe(0);
      }
    });

    test("in dot and lmulDot", () => {
      for (const length of [0, 1, 15, 16, 17, 100, 1000]) {
        const x = fill(length, 7);
        const y = fill(length, 8);
        expect(wasmKernels.dot(x, y)).toBe(referenceKernels.dot(x, y));
        for (const options of lmulOptions)
          expect(wasmKernels.lmulDot(x, y, options), JSON.stringify(options)).toBe(
            referenceKernels.lmulDot(x, y, options),
          );
      }
    });
  },
);

describe.each([wasmKernels, referenceKernels])("the $provider kernels", (kernels) => {
  const a = new Float32Array([1, 2, 3, 4, 5, 6]);
  const b = new Float32Array([1, 0, -1, 2, 3, 1]);

  test("multiply matrices, transposed or not", () => {
    const shape = { m: 2, k: 3, n: 2 };
    expect([...kernels.matmul(a, b, shape)]).toEqual([8, 7, 17, 16]);
    expect([...kernels.matmul(a, b, { ...shape, transposeB: true })]).toEqual([-2, 11, -2, 29]);
    expect([...kernels.matmul(a, b, { ...shape, transposeA: true })]).toEqual([13, 11, 16, 14]);
  });

  test("replace each product by L-Mul", () => {
    // 3 · 4 = 12.5 and 1 · 1 = 1.0625 in the field reading; 1.5 · 1.5 = 2.0625 by the formula.
    expect(kernels.lmulDot(new Float32Array([3, 1]), new Float32Array([4, 1]))).toBe(13.5625);
    expect(kernels.lmulDot(new Float32Array([1.5]), new Float32Array([1.5]), { reading: "formula" })).toBe(
      2.0625,
    );
    expect([
      ...kernels.lmulMatmul(new Float32Array([3, 1]), new Float32Array([4, 1]), { m: 1, k: 2, n: 1 }),
    ]).toEqual([13.5625]);
  });

  test("give +0 for a sum of products that all vanish", () => {
    const x = new Float32Array([-0, -1e-30]);
    const y = new Float32Array([5, 1e-30]);
    expect(kernels.lmulDot(x, y)).toBe(0);
    expect(kernels.lmulMatmul(x, y, { m: 1, k: 2, n: 1 })[0]).toBe(0);
    expect(kernels.dot(x, new Float32Array(2))).toBe(0);
  });

  test("write into the output they are given, of which nothing is kept", () => {
    const out = new Float32Array(4).fill(NaN);
    expect(kernels.matmul(a, b, { m: 2, k: 3, n: 2 }, out)).toBe(out);
    expect([...out]).toEqual([8, 7, 17, 16]);
    expect([
      ...kernels.lmulMatmul(new Float32Array(0), new Float32Array(0), { m: 2, k: 0, n: 2 }, {}, out),
    ]).toEqual([0, 0, 0, 0]);
  });

  test("say which operand does not have its shape", () => {
    expect(() => kernels.matmul(a, b, { m: 2, k: 2, n: 2 })).toThrow(
      "matmul needs a of shape [2, 2], which is 4 elements, and got 6; check m, k, n and the transpositions.",
    );
    expect(() => kernels.lmulMatmul(a, b, { m: 2, k: 3, n: 1 })).toThrow("matmul needs b of shape [3, 1]");
    expect(() => kernels.matmul(a, b, { m: 2, k: 3, n: 2 }, new Float32Array(1))).toThrow(
      "matmul needs out of shape [2, 2]",
    );
    expect(() => kernels.matmul(a, b, { m: -2, k: -3, n: 2 })).toThrow(
      "matmul needs m to be a count and got -2; give an integer of 0 or more.",
    );
    expect(() => kernels.dot(a, b.subarray(1))).toThrow(
      "dot needs two vectors of one length and got 6 and 5; slice them to the same length.",
    );
    expect(() => kernels.lmulDot(a, b, { mantissaBits: 24 })).toThrow(
      "L-Mul in float32 keeps 1 to 23 mantissa bits and got 24",
    );
  });
});

test.each(lmulOptions)("each side of both ends of the range is found to the last bit: %o", (options) => {
  const shape = { m: 1, k: 1, n: 1 };
  const x = new Float32Array([1.25 * 2 ** -63, 1.25 * 2 ** 63]);
  // The first y, counting up in codes, whose product with x is not zero, and the last whose product is below the top.
  for (const [i, beyond] of [
    [0, (product: number) => product !== 0],
    [1, (product: number) => product >= 3.4028234663852886e38],
  ] as const) {
    const y = new Float32Array(1);
    const word = new Uint32Array(y.buffer);
    const at = (code: number) => {
      word[0] = code;
      return lmul(x[i], y[0], options);
    };
    let low = 0x00800000;
    let high = 0x7f7fffff;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (beyond(at(middle))) high = middle;
      else low = middle;
    }
    for (let code = low - 3; code <= high + 3; code++) {
      const product = at(code);
      expect(wasmKernels.lmulMatmul(x.subarray(i, i + 1), y, shape, options)[0], `code ${code}`).toBe(
        product,
      );
    }
  }
});

test("memory grows with the operands and small calls still work afterwards", () => {
  const size = 700;
  const ones = new Float32Array(size * size).fill(1);
  const shape = { m: size, k: size, n: size };
  expect(wasmKernels.matmul(ones, ones, shape).every((x) => x === 700)).toBe(true);
  expect(wasmKernels.lmulMatmul(ones, ones, shape).every((x) => x === 743.75)).toBe(true);
  expect(wasmKernels.dot(new Float32Array([2]), new Float32Array([3]))).toBe(6);
});
