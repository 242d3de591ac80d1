import { describe, expect, test } from "vitest";
import { bfloat16, float8e4m3fn, float8e5m2 } from "../formats/float-format.ts";
import { lmul } from "../lmul/lmul.ts";
import type { LMulKernelOptions, LMulMatmulOptions } from "./kernels.ts";
import { referenceKernels } from "./reference-kernels.ts";
import { differences, fills, shapes, uniform } from "./testing.ts";
import { wasmKernels } from "./wasm-kernels.ts";

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

    test.each<LMulMatmulOptions>([
      { accumulator: float8e4m3fn, overflow: "saturate" },
      { accumulator: float8e5m2, mantissaBits: 3 },
      { accumulator: bfloat16, reading: "formula" },
    ])("in lmulMatmul with rounded sums: %o", (options) => {
      for (const shape of shapes) {
        const a = fill(shape.m * shape.k, 3);
        const b = fill(shape.k * shape.n, 4);
        const got = wasmKernels.lmulMatmul(a, b, shape, options);
        const expected = referenceKernels.lmulMatmul(a, b, shape, options);
        expect(differences(got, expected), JSON.stringify(shape)).toBe(0);
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
