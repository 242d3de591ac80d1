import { describe, expect, test } from "vitest";
import { toFixedPoint } from "../integers/dynamic-fixed-point.ts";
import { safeChain, safeChainFor } from "../integers/safe-chain.ts";
import type { IntegerOperand } from "./integer-options.ts";
import { referenceKernels } from "./reference-kernels.ts";
import { differences, generator, shapes, uniform } from "./testing.ts";
import { wasmKernels } from "./wasm-kernels.ts";

type Fill = (count: number, seed: number) => IntegerOperand;

const random =
  (allocate: (count: number) => IntegerOperand): Fill =>
  (count, seed) => {
    const next = generator(seed);
    const codes = allocate(count);
    for (let i = 0; i < count; i++) codes[i] = next() >>> 3;
    return codes;
  };

const fills: Record<string, Fill> = {
  "random int8": random((count) => new Int8Array(count)),
  "random uint8": random((count) => new Uint8Array(count)),
  "random int16": random((count) => new Int16Array(count)),
  "the most negative int8 only": (count) => new Int8Array(count).fill(-128),
  "the largest uint8 only": (count) => new Uint8Array(count).fill(255),
  "the most negative int16 only": (count) => new Int16Array(count).fill(-32768),
  "the ends of int16": (count, seed) => {
    const next = generator(seed);
    return Int16Array.from({ length: count }, () => [-32768, -32767, 32767, 0, 1, -1][next() % 6]);
  },
};

describe.each(Object.entries(fills))(
  "the wasm kernels equal the reference, bit for bit, on %s",
  (_name, fill) => {
    test.each(Object.entries(fills))("against %s in integerMatmul", (_, other) => {
      for (const shape of shapes) {
        const a = fill(shape.m * shape.k, 1);
        const b = other(shape.k * shape.n, 2);
        for (const zero of [0, 3]) {
          const options = {
            aZeroPoint: a instanceof Int16Array ? 0 : zero,
            bZeroPoint: b instanceof Int8Array ? -128 * (zero / 3) : b instanceof Uint8Array ? 85 * zero : 0,
          };
          expect(
            differences(
              wasmKernels.integerMatmul(a, b, shape, options),
              referenceKernels.integerMatmul(a, b, shape, options),
            ),
            `${JSON.stringify(shape)} ${JSON.stringify(options)}`,
          ).toBe(0);
        }
      }
    });
  },
);

describe.each(["float32", "exact"] as const)("fixedPointMatmul accumulating in %s", (accumulator) => {
  test.each([1, 2, 3, 16, 100, 511, 512])("with chains of %i equals the reference bit for bit", (chain) => {
    for (const shape of shapes)
      for (const [a, b] of [
        [fills["random int16"], fills["random int16"]],
        [fills["the ends of int16"], fills["the most negative int16 only"]],
      ]) {
        const x = a(shape.m * shape.k, 3) as Int16Array;
        const y = b(shape.k * shape.n, 4) as Int16Array;
        const options = { chain, accumulator, scale: 2 ** -20 };
        expect(
          differences(
            wasmKernels.fixedPointMatmul(x, y, shape, options),
            referenceKernels.fixedPointMatmul(x, y, shape, options),
          ),
          JSON.stringify(shape),
        ).toBe(0);
      }
  });

  test("chooses a safe chain for what the operands hold", () => {
    for (const headroom of [0, 1, 2, 8]) {
      const shape = { m: 5, k: 1030, n: 9 };
      const x = toFixedPoint(uniform(shape.m * shape.k, 5), { headroom }).codes;
      const y = toFixedPoint(uniform(shape.k * shape.n, 6), { headroom }).codes;
      const got = wasmKernels.fixedPointMatmul(x, y, shape, { accumulator });
      const chain = { 0: 1, 1: 4, 2: 16, 8: 512 }[headroom];
      expect(got).toEqual(referenceKernels.fixedPointMatmul(x, y, shape, { accumulator, chain }));
    }
  });
});

/** Σ a·b in integers without bounds. */
const exactSum = (a: Int16Array, b: Int16Array) =>
  Number([...a].reduce((sum, x, i) => sum + BigInt(x) * BigInt(b[i]), 0n));

describe.each([wasmKernels, referenceKernels])("the $provider kernels", (kernels) => {
  test.each([
    [1, 4],
    [2, 16],
    [3, 64],
  ])(
    "with %i bits of headroom are right for chains of %i at the bound, and overflow with one more",
    (headroom, chain) => {
      const bound = 2 ** (15 - headroom) - 1;
      const k = 2 * (chain + 1);
      const a = new Int16Array(k).fill(bound);
      const b = new Int16Array(k).fill(-bound);
      const shape = { m: 1, k, n: 1 };
      expect(safeChain(bound, bound)).toBe(chain);
      const right = exactSum(a, b);
      const sum = (length: number) =>
        kernels.fixedPointMatmul(a, b, shape, { chain: length, accumulator: "exact" })[0];
      expect(sum(chain)).toBe(Math.fround(right));
      expect(sum(chain + 1)).toBe(Math.fround(right + 2 ** 32));
    },
  );

  test("sum random tensors exactly along a chain proved from the second operand", () => {
    const k = 700;
    const n = 6;
    const shape = { m: 4, k, n };
    const b = toFixedPoint(uniform(k * n, 7).map((x) => x ** 9)).codes;
    const a = new Int16Array(4 * k).fill(8191);
    const chain = safeChainFor(8191, b, shape);
    expect(chain).toBeGreaterThan(safeChain(8191, 32767));
    const got = kernels.fixedPointMatmul(a, b, shape, { chain, accumulator: "exact" });
    for (let j = 0; j < n; j++) {
      const column = b.filter((_, i) => i % n === j);
      expect(got[j]).toBe(Math.fround(exactSum(a.subarray(0, k), column)));
    }
  });

  test("multiply integers with zero points as in ONNX's test vector of MatMulInteger", () => {
    const a = Uint8Array.of(11, 7, 3, 10, 6, 2, 9, 5, 1, 8, 4, 0);
    const b = Uint8Array.of(1, 4, 2, 5, 3, 6);
    const sums = kernels.integerMatmul(a, b, { m: 4, k: 3, n: 2 }, { aZeroPoint: 12 });
    expect([...sums]).toEqual([-38, -83, -44, -98, -50, -113, -56, -128]);
  });

  test("wrap around modulo 2^32", () => {
    const most = new Int16Array(4).fill(-32768);
    expect([...kernels.integerMatmul(most, most, { m: 2, k: 2, n: 2 })]).toEqual([
      -(2 ** 31),
      -(2 ** 31),
      -(2 ** 31),
      -(2 ** 31),
    ]);
  });

  test("sum int8 at the longest k that cannot overflow", () => {
    const k = 33025;
    const a = new Uint8Array(k).fill(255);
    const shape = { m: 1, k, n: 1 };
    expect(kernels.integerMatmul(a, a, shape)[0]).toBe(k * 255 * 255);
    const signed = new Int8Array(131071).fill(-128);
    expect(kernels.integerMatmul(signed, signed, { m: 1, k: 131071, n: 1 })[0]).toBe(131071 * 128 * 128);
  });

  test("write into the output they are given", () => {
    const out = new Int32Array(1).fill(5);
    expect(kernels.integerMatmul(Int8Array.of(2), Int8Array.of(3), { m: 1, k: 1, n: 1 }, {}, out)).toBe(out);
    expect(out[0]).toBe(6);
    const floats = new Float32Array(1).fill(NaN);
    const one = Int16Array.of(3);
    expect(kernels.fixedPointMatmul(one, one, { m: 1, k: 1, n: 1 }, { scale: 0.5 }, floats)).toBe(floats);
    expect(floats[0]).toBe(4.5);
  });

  test("say what is wrong with an option", () => {
    const shape = { m: 1, k: 1, n: 1 };
    const bytes = Int8Array.of(1);
    const words = Int16Array.of(-32768);
    expect(() => kernels.integerMatmul(bytes, bytes, shape, { aZeroPoint: 200 })).toThrow(
      "The zero point of a is an integer from -128 to 127 for its array type and got 200",
    );
    expect(() => kernels.integerMatmul(words, bytes, shape, { aZeroPoint: 1 })).toThrow("from 0 to 0");
    expect(() => kernels.fixedPointMatmul(words, words, shape)).toThrow(
      "Both operands contain -32768, of which two products overflow 32 bits",
    );
    expect(() => kernels.fixedPointMatmul(words, words, shape, { chain: 513 })).toThrow(
      "A chain has 1 to 512 pair products and got 513",
    );
    expect(() => kernels.fixedPointMatmul(words, words, shape, { chain: 1, scale: 0.1 })).toThrow(
      "The scale is a finite float32 number and got 0.1; use a power of two, or Math.fround.",
    );
    expect(() => kernels.integerMatmul(bytes, bytes, { m: 1, k: 2, n: 1 })).toThrow(
      "needs a of shape [1, 2]",
    );
  });
});
