import { describe, expect, test } from "vitest";
import { decode, encode } from "../formats/codec.ts";
import { multiply } from "../formats/correctly-rounded.ts";
import { float8e4m3fn, float8e5m2, floatFormat } from "../formats/float-format.ts";
import { carryCorrectedFunction, carryTable } from "./carry-corrected.ts";
import { lmulCode } from "./lmul.ts";

const counts = (table: Uint16Array) => {
  const result: number[] = [];
  for (const value of table) result[value] = (result[value] ?? 0) + 1;
  return result;
};

describe("the correction of a plain field addition", () => {
  test.each([
    [1, "nearestEven", [4]],
    [1, "towardZero", [4]],
    [2, "towardZero", [16]],
    [2, "nearestEven", [14, 2]],
    [3, "towardZero", [56, 8]],
    [3, "nearestEven", [39, 25]],
    [4, "nearestEven", [97, 98, 56, 5]],
  ] as const)(
    "for %i mantissa bits, %s, is 0, 1, 2, … for so many pairs of mantissas",
    (bits, rounding, pairs) => {
      expect(counts(carryTable(bits, rounding))).toEqual(pairs);
    },
  );

  test("is not tabulated for wide mantissas", () => {
    expect(() => carryTable(23)).toThrow(
      "A carry table is built for 0 to 10 mantissa bits and got 23; use a narrower format.",
    );
  });
});

describe("carryCorrectedFunction", () => {
  test.each([
    [float8e4m3fn, "nearestEven"],
    [float8e4m3fn, "towardZero"],
    [float8e5m2, "nearestEven"],
    [float8e5m2, "towardZero"],
    [floatFormat({ exponentBits: 3, mantissaBits: 4 }), "nearestEven"],
  ] as const)(
    "is the correctly rounded multiplication of all normal pairs with a normal result: %o, %s",
    (format, rounding) => {
      const product = carryCorrectedFunction(format, { rounding });
      let wrong = 0;
      let compared = 0;
      for (let x = 0; x < 256; x++)
        for (let y = 0; y < 256; y++) {
          const a = decode(format, x);
          const b = decode(format, y);
          const right = multiply(format, a, b, { rounding });
          const normal = (v: number) => Math.abs(v) >= format.minNormal || Number.isNaN(v);
          // A product just below the normal range may round up into it; the adder flushes it.
          if (!normal(a) || !normal(b) || !normal(right) || Math.abs(a * b) < format.minNormal) continue;
          compared++;
          if (product(x, y) !== encode(format, right)) wrong++;
        }
      expect(wrong).toBe(0);
      expect(compared).toBeGreaterThan(20_000);
    },
  );

  test("treats zeros, specials and underflow as L-Mul does", () => {
    const product = carryCorrectedFunction(float8e4m3fn);
    expect([product(0x80, 0x38), product(0x7f, 0), product(0x08, 0x08), product(0x7e, 0x40)]).toEqual([
      0x80, 0x7f, 0, 0x7f,
    ]);
    expect(carryCorrectedFunction(float8e4m3fn, { overflow: "saturate" })(0xfe, 0x40)).toBe(0xfe);
  });
});

test("as an fp8 multiplier L-Mul equals the rounded product in 25 of 64 and 2 of 16 mantissa pairs, the plain addition in 39 and 14", () => {
  for (const [format, withOffset, plain] of [
    [float8e4m3fn, 25, 39],
    [float8e5m2, 2, 14],
  ] as const) {
    const one = encode(format, 1);
    const size = 2 ** format.mantissaBits;
    let lmulRight = 0;
    let plainRight = 0;
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++) {
        const right = encode(format, multiply(format, decode(format, one + i), decode(format, one + j)));
        if (lmulCode(one + i, one + j, { format }) === right) lmulRight++;
        if (lmulCode(one + i, one + j, { format, offset: 0 }) === right) plainRight++;
      }
    expect([lmulRight, plainRight]).toEqual([withOffset, plain]);
  }
});
