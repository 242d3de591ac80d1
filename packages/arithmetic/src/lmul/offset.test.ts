import { describe, expect, test } from "vitest";
import {
  bfloat16,
  float16,
  float32,
  float8e4m3fn,
  float8e5m2,
  floatFormat,
} from "../formats/float-format.ts";
import { fieldOffset, offsetExponent } from "./offset.ts";

describe("the offset of L-Mul", () => {
  test("has l(m) = m up to 3, 3 at 4, and 4 from 5 on", () => {
    expect([1, 2, 3, 4, 5, 6, 7, 10, 23].map(offsetExponent)).toEqual([1, 2, 3, 3, 4, 4, 4, 4, 4]);
    expect(() => offsetExponent(0)).toThrow(
      "L-Mul is defined for 1 or more mantissa bits and got 0; give a positive integer.",
    );
  });

  test.each([
    [float32, 0x3f780000],
    [bfloat16, 0x3f78],
    [float16, 0x3bc0],
    [float8e4m3fn, 0x37],
    [float8e5m2, 0x3b],
    [floatFormat({ exponentBits: 3, mantissaBits: 4 }), 0x2e],
    [floatFormat({ exponentBits: 2, mantissaBits: 5 }), 0x1e],
  ])("is one constant per format: $name", (format, constant) => {
    expect(fieldOffset(format)).toBe(constant);
  });

  test("can be another constant", () => {
    expect(fieldOffset(float32, 0)).toBe(0x3f800000);
    expect(fieldOffset(float32, 1 / 32)).toBe(0x3f7c0000);
    expect(fieldOffset(float32, 1 / 18)).toBe(0x3f78e38e);
    expect(() => fieldOffset(float32, 1)).toThrow(
      "The L-Mul offset is a fraction from 0 up to but not including 1 and got 1; try 1/16.",
    );
  });
});
