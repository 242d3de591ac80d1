import { float32, float8e4m3fn, float8e5m2 } from "@working-papers/arithmetic";
import { describe, expect, test } from "vitest";
import { parseNumber, type Stored } from "./numbers.ts";
import { lookAt, pairOf, placeOf, significandAt } from "./pair.ts";
import { readSettings } from "./settings.ts";

const stored = (text: string) => parseNumber(text, float32) as Stored;

describe("the place of two numbers on the map", () => {
  test("is that of their significands", () => {
    expect(pairOf(float32, stored("3.5"), stored("-0.34375"))).toEqual({ x: 1.75, y: 1.375 });
  });

  test.each(["0", "1e-40", "inf", "nan"])("is nowhere when one is %s", (text) => {
    expect(pairOf(float32, stored("1"), stored(text))).toBeUndefined();
  });
});

describe("picking", () => {
  test("gives short numbers in a wide format, and the cell's own in a narrow one", () => {
    expect([0, 0.4999, 0.999, 1].map((at) => significandAt(float32, at))).toEqual([
      1, 1.5, 1.984375, 1.984375,
    ]);
    expect([0, 0.24, 0.26, 1].map((at) => significandAt(float8e5m2, at))).toEqual([1, 1, 1.25, 1.75]);
  });

  test("comes back to where it was drawn", () => {
    for (const format of [float32, float8e4m3fn])
      expect(significandAt(format, placeOf(format, 1.625))).toBe(1.625);
  });
});

test("the look at a pair is L-Mul in the chosen reading", () => {
  expect(lookAt(readSettings({}), { x: 1.5, y: 1.5 })).toMatchObject({ product: 2.125, exact: 2.25 });
  expect(lookAt(readSettings({ reading: "formula" }), { x: 1.5, y: 1.5 }).product).toBe(2.0625);
});
