import { describe, expect, test } from "vitest";
import {
  bfloat16,
  float16,
  float32,
  float8e4m3fn,
  float8e5m2,
  floatFormat,
  type FloatFormat,
} from "../formats/float-format.ts";
import { roundTo } from "../formats/rounding.ts";
import { referenceKernels } from "./reference-kernels.ts";
import type { RoundedMatmulOptions } from "./rounded-options.ts";
import { differences, fills, shapes } from "./testing.ts";
import { wasmKernels } from "./wasm-kernels.ts";

const e2m1 = floatFormat({ exponentBits: 2, mantissaBits: 1, specials: "none" });
const formats: FloatFormat[] = [
  float16,
  bfloat16,
  float8e4m3fn,
  float8e5m2,
  e2m1,
  floatFormat({ exponentBits: 8, mantissaBits: 1 }),
  floatFormat({ exponentBits: 1, mantissaBits: 6, specials: "none" }),
  floatFormat({ exponentBits: 7, mantissaBits: 20 }),
  floatFormat({ exponentBits: 8, mantissaBits: 22 }),
  floatFormat({ exponentBits: 5, mantissaBits: 22, specials: "fn" }),
  floatFormat({ exponentBits: 4, mantissaBits: 0, specials: "fn" }),
  float32,
];

/** 1 · x = x: what the kernel makes of an operand. */
const rounded = (values: Float32Array, options: RoundedMatmulOptions) =>
  wasmKernels.roundedMatmul(values, Float32Array.of(1), { m: values.length, k: 1, n: 1 }, options);

/** The kernel's sum starts at +0, so that -0 is lost. */
const plus = (list: Float32Array) => list.map((x) => x + 0);

describe.each(formats)("rounding to $name in the kernel", (format) => {
  test.each(["infinity", "saturate"] as const)("equals roundTo, overflow to %s", (overflow) => {
    const edges = [
      format.maxFinite,
      format.minNormal,
      format.minPositive,
      format.minPositive / 2,
      format.maxFinite * (1 + 2 ** (-format.mantissaBits - 2)),
      3.4028234663852886e38,
      Infinity,
      1,
    ];
    // Around each edge and each midpoint some float32 neighbours; then random bits.
    const near = edges.flatMap((x) => {
      const field = new Int32Array(Float32Array.of(x).buffer)[0];
      const fields = Array.from({ length: 9 }, (_, i) => Math.min(Math.max(field + i - 4, 0), 0x7f800000));
      return [...new Float32Array(Int32Array.from(fields).buffer)];
    });
    const values = Float32Array.from([
      ...near,
      ...near.map((x) => -x),
      ...fills["random bits"](4000, 1),
      ...fills["subnormals among them"](1000, 2),
      ...fills["numbers from -1 to 1"](1000, 3).map((x) => x * format.maxFinite * 2),
      ...fills["numbers from -1 to 1"](1000, 4).map((x) => x * format.minNormal * 4),
    ]);
    const expected = values.map((x) => (Number.isNaN(x) ? NaN : roundTo(format, x, { overflow })));
    expect(differences(plus(rounded(values, { operands: format, overflow })), plus(expected))).toBe(0);
    expect(differences(plus(rounded(values, { product: format, overflow })), plus(expected))).toBe(0);
    expect(differences(plus(rounded(values, { accumulator: format, overflow })), plus(expected))).toBe(0);
  });
});

const options: Record<string, RoundedMatmulOptions> = {
  "nothing rounded": {},
  "operands in e4m3": { operands: float8e4m3fn },
  "operands in two formats": { operands: [float8e5m2, float8e4m3fn], overflow: "saturate" },
  "e4m3 with sums in e4m3": { operands: float8e4m3fn, accumulator: float8e4m3fn, overflow: "saturate" },
  "e5m2 with products and sums in e5m2": {
    operands: float8e5m2,
    product: float8e5m2,
    accumulator: float8e5m2,
  },
  "products in e2m1": { product: e2m1 },
  "bfloat16 throughout": { operands: bfloat16, product: bfloat16, accumulator: bfloat16 },
  "sums in float16": { accumulator: float16 },
};

describe.each(Object.entries(fills))(
  "roundedMatmul equals the reference, bit for bit, on %s",
  (_name, fill) => {
    test.each(Object.entries(options))("with %s", (_, option) => {
      for (const shape of shapes) {
        const a = fill(shape.m * shape.k, 1);
        const b = fill(shape.k * shape.n, 2);
        expect(
          differences(
            wasmKernels.roundedMatmul(a, b, shape, option),
            referenceKernels.roundedMatmul(a, b, shape, option),
          ),
          JSON.stringify(shape),
        ).toBe(0);
      }
    });
  },
);

describe.each([wasmKernels, referenceKernels])("the $provider kernel", (kernels) => {
  test("loses small terms in a narrow sum, as the format must", () => {
    // Sixteen ones: in e4m3 16 + 1 is a tie and goes back to 16, so the sum stops there.
    const ones = new Float32Array(40).fill(1);
    const shape = { m: 1, k: 40, n: 1 };
    expect(kernels.roundedMatmul(ones, ones, shape, { operands: float8e4m3fn })[0]).toBe(40);
    expect(kernels.roundedMatmul(ones, ones, shape, { accumulator: float8e4m3fn })[0]).toBe(16);
    expect(kernels.roundedMatmul(ones, ones, shape, { accumulator: float8e5m2 })[0]).toBe(8);
  });

  test("rounds products where it is told to", () => {
    const x = Float32Array.of(1.875);
    const shape = { m: 1, k: 1, n: 1 };
    expect(kernels.roundedMatmul(x, x, shape, { operands: float8e4m3fn })[0]).toBe(3.515625);
    expect(kernels.roundedMatmul(x, x, shape, { product: float8e4m3fn })[0]).toBe(3.5);
  });

  test("does not change its operands", () => {
    const x = Float32Array.of(0.1);
    kernels.roundedMatmul(x, x, { m: 1, k: 1, n: 1 }, { operands: e2m1 });
    expect(x[0]).toBe(Math.fround(0.1));
  });

  test("refuses formats that are not inside of float32", () => {
    const x = Float32Array.of(1);
    const wide = floatFormat({ exponentBits: 9, mantissaBits: 3 });
    const hidden = floatFormat({ exponentBits: 4, mantissaBits: 3, exponentZero: "normal" });
    const long = floatFormat({ exponentBits: 5, mantissaBits: 23 });
    for (const format of [wide, hidden, long])
      expect(() => kernels.roundedMatmul(x, x, { m: 1, k: 1, n: 1 }, { product: format })).toThrow(
        `subnormal numbers and up to 22 mantissa bits, and got ${format.name}; round with roundVector`,
      );
  });
});
