import {
  bfloat16,
  float32,
  float8e4m3fn,
  float8e5m2,
  lmulCode,
  lmulRawCode,
} from "@working-papers/arithmetic";
import { describe, expect, test } from "vitest";
import { addFields, fieldsOf, flip, keptField, partOf, weightOf } from "./addition.ts";
import { parseNumber, type Stored } from "./numbers.ts";

const code = (text: string) => (parseNumber(text, float32) as Stored).code;

describe("a code", () => {
  test("is cut into sign, exponent and mantissa", () => {
    expect(fieldsOf(float32, 0xc0600000)).toEqual({ sign: 1, exponent: 128, mantissa: 0x600000 });
    expect(fieldsOf(bfloat16, 0x3fc0)).toEqual({ sign: 0, exponent: 127, mantissa: 64 });
    expect(fieldsOf(float8e4m3fn, 0xb9)).toEqual({ sign: 1, exponent: 7, mantissa: 1 });
    expect([7, 6, 3, 2, 0].map((bit) => partOf(float8e4m3fn, bit))).toEqual([
      "sign",
      "exponent",
      "exponent",
      "mantissa",
      "mantissa",
    ]);
    expect([weightOf(float32, 30), weightOf(float32, 23), weightOf(float32, 22)]).toEqual([7, 0, -1]);
  });

  test("changes by one bit, the sign bit of float32 included", () => {
    expect(flip(0x3fc00000, 31)).toBe(0xbfc00000);
    expect(flip(0xbfc00000, 22)).toBe(0xbf800000);
  });
});

describe("shortening an operand", () => {
  test("cuts off or rounds to nearest even, into the exponent if need be", () => {
    expect(keptField(float8e4m3fn, 0x3b, 2, "towardZero")).toBe(0x3a);
    expect(keptField(float8e4m3fn, 0x3b, 2, "nearestEven")).toBe(0x3c);
    expect(keptField(float8e4m3fn, 0x39, 2, "nearestEven")).toBe(0x38);
    expect(keptField(float32, 0x3fffffff, 4, "nearestEven")).toBe(0x40000000);
  });
});

describe("the addition", () => {
  test.each([
    ["1", "1", 0x3f880000],
    ["1.5", "1.5", 0x40080000],
    ["-3", "4", 0x41480000],
    ["1.9999999", "1.9999999", 0x4087fffe],
    ["pi", "e", 0x40ff082f],
    ["0.1", "0.2", 0x3ca1999a],
    ["0", "1", 0x00080000],
    ["0", "1e30", 0x31d1f2ca],
    ["inf", "1", 0x7f880000],
    ["inf", "2", 0x00080000],
    ["inf", "0", 0x40080000],
  ])("of the fields of %s and %s gives 0x%s", (x, y, sum) => {
    expect(addFields(float32, code(x), code(y)).sum).toBe(sum);
  });

  test("draws −OFF as −127 in the exponent and 1/16 in the mantissa", () => {
    const { offset, minusOffset } = addFields(float32, 0, 0);
    expect(offset).toBe(0x3f780000);
    expect(fieldsOf(float32, minusOffset)).toEqual({ sign: 0, exponent: 256 - 127, mantissa: 2 ** 19 });
    expect(addFields(bfloat16, 0, 0).offset).toBe(0x3f78);
    expect(addFields(float8e4m3fn, 0, 0).offset).toBe(0x37);
    expect(addFields(float8e5m2, 0, 0).offset).toBe(0x3b);
  });

  test("of 3.5 and 2.75 carries from 2^-2 on through the exponent", () => {
    // .110 + .011 + .0001: both set at 2^-2; the carry meets one set bit at 2^-1, and leaves the mantissa.
    const { carries, intoExponent, sum } = addFields(float32, code("3.5"), code("2.75"));
    expect(carries.slice(18, 25)).toEqual([0, 0, 0, 0, 1, 1, 1]);
    expect(intoExponent).toBe(1);
    expect(fieldsOf(float32, sum)).toEqual({ sign: 0, exponent: 130, mantissa: 0x180000 });
  });

  test("carries 2 from full mantissas with the constant 1/8 of four kept bits", () => {
    expect(addFields(float32, code("1.9375"), code("1.9375"), 4).intoExponent).toBe(2);
  });

  test("is the bare 31-bit addition on all of float32", () => {
    let state = 1;
    const next = () => (state = (Math.imul(state, 0x9e3779b1) + 0x7f4a7c15) >>> 0);
    let wrong = 0;
    for (let i = 0; i < 2000; i++) {
      const x = next();
      const y = next();
      if (addFields(float32, x, y).sum !== (lmulRawCode(x, y) & 0x7fffffff) >>> 0) wrong++;
    }
    expect(wrong).toBe(0);
  });

  test.each([
    [float8e4m3fn, 3, "towardZero"],
    [float8e4m3fn, 2, "nearestEven"],
    [float8e4m3fn, 1, "towardZero"],
    [float8e5m2, 2, "towardZero"],
    [float8e5m2, 1, "nearestEven"],
  ] as const)(
    "is L-Mul for all pairs of $name with a normal product (k = %i, %s)",
    (format, kept, rounding) => {
      const options = { format, mantissaBits: kept, operandRounding: rounding };
      const one = 2 ** format.mantissaBits;
      let wrong = 0;
      let compared = 0;
      for (let x = one; x < 128; x++)
        for (let y = one; y < 128; y++) {
          const product = lmulCode(x, y, options);
          const top = format.specials === "fn" ? 126 : 123;
          if (x > top || y > top || product < one || product > top) continue;
          compared++;
          if (addFields(format, x, y, kept, rounding).sum !== product) wrong++;
        }
      expect(wrong).toBe(0);
      expect(compared).toBeGreaterThan(5000);
    },
  );
});
