import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addFixed,
  downConvert,
  fromFixedPoint,
  largestExponent,
  multiplyFixed,
  toFixedPoint,
} from "./dynamic-fixed-point.ts";

const anyFloat = fc.oneof(
  fc.float({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(
    0,
    -0,
    2 ** -149,
    -(2 ** -126),
    2 ** 127,
    3.4028234663852886e38,
    -3.4028234663852886e38,
    1,
    2,
  ),
);
const tensors = fc.array(anyFloat, { minLength: 1, maxLength: 12 }).map((list) => Float32Array.from(list));

describe("toFixedPoint", () => {
  test("follows E = emax - (P - 2), worked out by hand", () => {
    // The largest is in [2, 4), so emax = 1 and E = -13: one step is 2^-13.
    const { codes, exponents } = toFixedPoint(Float32Array.of(3, -0.5, 2 ** -14, 1.5 * 2 ** -13));
    expect([...exponents]).toEqual([-13]);
    expect([...codes]).toEqual([24576, -4096, 0, 2]);
    expect([...toFixedPoint(Float32Array.of(3), { headroom: 2 }).exponents]).toEqual([-11]);
    expect([...toFixedPoint(Float32Array.of(3), { bits: 8 }).codes]).toEqual([96]);
  });

  test.each([0, 1, 2, 3])(
    "keeps every number within half a step, and the largest uses all bits: headroom %i",
    (headroom) => {
      fc.assert(
        fc.property(tensors, (values) => {
          const fixed = toFixedPoint(values, { headroom });
          const [exponent] = fixed.exponents;
          const back = Float64Array.from(fixed.codes, (code) => code * 2 ** exponent);
          const limit = 2 ** (15 - headroom) - 1;
          for (const [i, x] of values.entries()) {
            const steps = Math.abs(x - back[i]) / 2 ** exponent;
            expect(steps).toBeLessThanOrEqual(Math.abs(fixed.codes[i]) === limit ? 1 : 0.5);
          }
          const largest = Math.max(...fixed.codes.map(Math.abs));
          expect(largest >= 2 ** (14 - headroom) || values.every((x) => x === 0)).toBe(true);
          expect(largest).toBeLessThanOrEqual(limit);
        }),
        { seed: 2, numRuns: 2000 },
      );
    },
  );

  test("uses one more code at the limit of the width, as the authors' quantizer", () => {
    const justBelowFour = Float32Array.of(4 - 2 ** -22);
    expect(toFixedPoint(justBelowFour, { headroom: 2 })).toMatchObject({
      codes: Int16Array.of(8191),
      clamped: 1,
    });
    expect(toFixedPoint(justBelowFour, { headroom: 2, limit: "width" })).toMatchObject({
      codes: Int16Array.of(8192),
      clamped: 0,
    });
    expect([...toFixedPoint(justBelowFour, { limit: "width" }).codes]).toEqual([32767]);
  });

  test("rounds negative numbers as positive ones", () => {
    const values = Float32Array.from([1.5, 2.5, 2.75, 16384].flatMap((x) => [x, -x]));
    expect([...toFixedPoint(values).codes]).toEqual([2, -2, 2, -2, 3, -3, 16384, -16384]);
    expect([...toFixedPoint(values, { rounding: "nearestAway" }).codes]).toEqual([
      2, -2, 3, -3, 3, -3, 16384, -16384,
    ]);
  });

  test("counts what one large number costs the others", () => {
    const values = new Float32Array(100).fill(1);
    values[0] = 2 ** 20;
    expect(toFixedPoint(values).flushed).toBe(99);
    const blocks = toFixedPoint(values, { blockLength: 10 });
    expect(blocks.flushed).toBe(9);
    expect([...blocks.exponents]).toEqual([6, -14, -14, -14, -14, -14, -14, -14, -14, -14]);
    expect(
      fromFixedPoint(blocks)
        .subarray(10)
        .every((x) => x === 1),
    ).toBe(true);
  });

  test("gives zeros a finite exponent, and nothing an empty tensor", () => {
    expect(toFixedPoint(new Float32Array(3))).toMatchObject({
      codes: new Int16Array(3),
      exponents: Int32Array.of(-15),
    });
    expect(toFixedPoint(new Float32Array(0)).codes).toHaveLength(0);
    expect(fromFixedPoint(toFixedPoint(new Float32Array(0)))).toHaveLength(0);
  });

  test("refuses NaN, infinities and impossible widths", () => {
    expect(() => toFixedPoint(Float32Array.of(1, NaN))).toThrow("Element 1 is NaN, which has no fixed-point");
    expect(() => toFixedPoint(Float32Array.of(-Infinity))).toThrow("Element 0 is -Infinity");
    expect(() => toFixedPoint(new Float32Array(1), { bits: 17 })).toThrow("have 2 to 16 bits and got 17");
    expect(() => toFixedPoint(new Float32Array(1), { headroom: 15 })).toThrow("can spare 0 to 14 of them");
    expect(() => toFixedPoint(new Float32Array(1), { blockLength: 0 })).toThrow(
      "1 or more elements and got 0",
    );
  });

  test("finds the largest exponent of subnormal numbers too", () => {
    expect(largestExponent(Float32Array.of(2 ** -149, 0))).toBe(-149);
    expect(largestExponent(Float32Array.of(-1.5, 0.1))).toBe(0);
  });
});

/** In units of 2^-100. */
const exact = (x: { code: number; exponent: number }) => BigInt(x.code) << BigInt(x.exponent + 100);

describe("operations", () => {
  const numbers = fc.record({
    code: fc.integer({ min: -32768, max: 32767 }),
    exponent: fc.integer({ min: -40, max: 40 }),
  });

  test("multiply exactly, and add with the smaller shifted down", () => {
    fc.assert(
      fc.property(numbers, numbers, (x, y) => {
        const product = multiplyFixed(x, y);
        expect(exact(product)).toBe((exact(x) * exact(y)) >> 100n);
        const sum = addFixed(x, y);
        const unit = 1n << BigInt(sum.exponent + 100);
        expect(sum.exponent).toBe(Math.max(x.exponent, y.exponent));
        const lost = exact(x) + exact(y) - exact(sum);
        expect(lost >= 0n && lost < unit).toBe(true);
      }),
      { seed: 3, numRuns: 2000 },
    );
    expect(addFixed({ code: -1, exponent: -2000 }, { code: 0, exponent: 0 })).toEqual({
      code: -1,
      exponent: 0,
    });
  });

  test("bring 32 bits down to 16 with the smallest shift, to half a step", () => {
    const edges = [1, 32767, 32768, 65535, 65536, 2 ** 30, 2 ** 31 - 1, -1, -32768, -32769, -(2 ** 31)];
    for (const edge of edges) {
      const { codes, exponents } = downConvert(Int32Array.of(edge, 0, 1), 5);
      const shift = exponents[0] - 5;
      const width = BigInt(edge < 0 ? -edge : edge).toString(2).length;
      expect(shift).toBe(Math.max(0, width - 15));
      const error = Math.abs(edge - codes[0] * 2 ** shift);
      expect(error).toBeLessThanOrEqual(Math.abs(codes[0]) === 32767 ? 2 ** shift : 2 ** (shift - 1));
    }
  });

  test("round half up on the way down, hold the largest, and count", () => {
    // 17 bits: two must go. 65537 / 4 = 16384.25, 6 / 4 = 1.5, -6 / 4 = -1.5, 1 / 4 is flushed.
    expect(downConvert(Int32Array.of(65537, 6, -6, 1), 0)).toMatchObject({
      codes: Int16Array.of(16384, 2, -1, 0),
      exponents: Int32Array.of(2),
      flushed: 1,
      clamped: 0,
    });
    expect(downConvert(Int32Array.of(65535), 0)).toMatchObject({
      codes: Int16Array.of(32767),
      exponents: Int32Array.of(1),
      clamped: 1,
    });
    expect(downConvert(Int32Array.of(8192), 0, { headroom: 2 })).toMatchObject({
      codes: Int16Array.of(4096),
      exponents: Int32Array.of(1),
    });
    expect(() => downConvert(new Int32Array(1), 0, { headroom: 15 })).toThrow("keep a sign and one bit");
  });
});
