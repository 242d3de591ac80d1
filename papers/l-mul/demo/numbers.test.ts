import { bfloat16, decode, float32, float8e4m3fn, float8e5m2 } from "@working-papers/arithmetic";
import { describe, expect, test } from "vitest";
import { hex, parseNumber, percent, show, textOf } from "./numbers.ts";

const parsed = (text: string) => parseNumber(text, float32);

describe("a typed number", () => {
  test.each([
    ["1.5", 0x3fc00000],
    [" -3 ", 0xc0400000],
    ["−3", 0xc0400000],
    [".5", 0x3f000000],
    ["5.", 0x40a00000],
    ["1E-40", 0x000116c2],
    ["1e-99", 0],
    ["-0", 0x80000000],
    ["1e99", 0x7f800000],
    ["inf", 0x7f800000],
    ["-Infinity", 0xff800000],
    ["nan", 0x7fc00000],
    ["pi", 0x40490fdb],
    ["e", 0x402df854],
    ["0x7f800001", 0x7f800001],
  ])("%s is stored", (text, code) => {
    expect(parsed(text)).toEqual({ code, value: decode(float32, code) });
  });

  test("is rounded into a narrow format as asked", () => {
    expect(parseNumber("0.1", float8e4m3fn, "towardZero")).toEqual({ code: 0x1c, value: 0.09375 });
    expect(parseNumber("0.1", float8e4m3fn, "nearestEven")).toEqual({ code: 0x1d, value: 0.1015625 });
  });

  test.each([
    ["", "A number is missing: write it like 3.5, -2, 1e-40, inf, nan or pi."],
    ["abc", "“abc” is not a number: write it like 3.5, -2, 1e-40, inf, nan or pi."],
    ["1,5", "“1,5” is not a number: decimals take a point, as in 1.5."],
    ["1e", "“1e” is not a number: write it like 3.5, -2, 1e-40, inf, nan or pi."],
    ["constructor", "“constructor” is not a number: write it like 3.5, -2, 1e-40, inf, nan or pi."],
    ["0x123456789", "“0x123456789” is no bit pattern of this format: 0x takes 8 hexadecimal digits."],
  ])("“%s” is answered in a sentence", (text, problem) => {
    expect(parsed(text)).toEqual({ problem });
  });

  test("a bit pattern must fit the format", () => {
    expect(parseNumber("0x100", float8e5m2)).toEqual({
      problem: "“0x100” is no bit pattern of this format: 0x takes 2 hexadecimal digits.",
    });
  });
});

describe("the text of a code", () => {
  test("is short", () => {
    const codes = [0x3dcccccd, 0x40490fdb, 0x80000000, 0xff800000, 0x7fc00000, 0x7f800001, 0x00000001];
    expect(codes.map((code) => textOf(float32, code))).toEqual([
      "0.1",
      "3.1415927",
      "-0",
      "-inf",
      "nan",
      "0x7F800001",
      "1e-45",
    ]);
  });

  test("is read back as the same code, for all of fp8 and bfloat16", () => {
    for (const format of [float8e4m3fn, float8e5m2, bfloat16])
      for (const rounding of ["towardZero", "nearestEven"] as const) {
        let wrong = 0;
        for (let code = 0; code < 2 ** format.bits; code++) {
          const back = parseNumber(textOf(format, code), format, rounding);
          if (!("code" in back) || back.code !== code) wrong++;
        }
        expect(wrong).toBe(0);
      }
  });

  test("has all hexadecimal digits of the format", () => {
    expect(hex(bfloat16, 0x3f)).toBe("0x003F");
  });
});

test("numbers are shown with a true minus sign and few digits", () => {
  expect([-2.125, 1e30, 1e-40, NaN, -Infinity, -0, 4.249999046325684].map((value) => show(value))).toEqual([
    "−2.125",
    "1e30",
    "1e−40",
    "NaN",
    "−∞",
    "−0",
    "4.249999",
  ]);
});

test("errors are shown in per cent with their sign", () => {
  expect([-0.0729, 0.0625, 0, 1e-7, -1, NaN].map((error) => percent(error))).toEqual([
    "−7.29\u202f%",
    "+6.25\u202f%",
    "0\u202f%",
    "+0.00001\u202f%",
    "−100.00\u202f%",
    "–",
  ]);
});
