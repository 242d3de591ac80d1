import { describe, expect, test } from "vitest";
import { decode } from "./codec.ts";
import { bfloat16, float16, float32, float8e4m3fn, float8e5m2, floatFormat } from "./float-format.ts";
import { roundTo, roundVector, type Rounding } from "./rounding.ts";

describe("roundTo", () => {
  test("agrees with Math.fround on values over the whole range of float32 and at its midpoints", () => {
    let wrong = 0;
    for (let i = 0; i < 200_000; i++) {
      const fraction = 1 + ((i * 0x9e3779b1) % 2 ** 32) / 2 ** 32;
      const x = (i % 2 === 0 ? 1 : -1) * fraction * 2 ** ((i % 290) - 155);
      const y = Math.fround(x);
      const midpoint = y * (1 + 2 ** -24);
      if (!Object.is(roundTo(float32, x), y)) wrong++;
      if (!Object.is(roundTo(float32, midpoint), Math.fround(midpoint))) wrong++;
    }
    expect(wrong).toBe(0);
    expect(roundTo(float32, 3.4028235677973366e38)).toBe(Infinity);
    expect(roundTo(float32, 3.4028235677973362e38)).toBe(3.4028234663852886e38);
  });

  test("agrees with Math.f16round", () => {
    let wrong = 0;
    for (let i = 0; i < 200_000; i++) {
      const x = (1 + ((i * 0x9e3779b1) % 2 ** 14) / 2 ** 14) * 2 ** ((i % 44) - 27);
      if (!Object.is(roundTo(float16, x), Math.f16round(x))) wrong++;
    }
    expect(wrong).toBe(0);
  });

  test.each([
    ["nearestEven", [17, 18, 19, 20, 21, -18], [16, 18, 20, 20, 20, -18]],
    ["nearestAway", [17, 18, 19, 20, 21, -17], [18, 18, 20, 20, 22, -18]],
    ["towardZero", [17, 18, 19, 20, 21, -17], [16, 18, 18, 20, 20, -16]],
  ] as const)("resolves ties %s", (rounding, inputs, outputs) => {
    expect(inputs.map((x) => roundTo(float8e4m3fn, x, { rounding }))).toEqual(outputs);
  });

  test.each(["nearestEven", "nearestAway", "towardZero"] as Rounding[])(
    "chooses between the two neighbours of every pair of codes of e5m2: %s",
    (rounding) => {
      let wrong = 0;
      for (let code = 0; code < 0x7b; code++) {
        const low = decode(float8e5m2, code);
        const high = decode(float8e5m2, code + 1);
        const middle = (low + high) / 2;
        const even = code % 2 === 0 ? low : high;
        const atMiddle = { nearestEven: even, nearestAway: high, towardZero: low }[rounding];
        const above = rounding === "towardZero" ? low : high;
        const tiny = middle * 2 ** -50;
        const results = [middle - tiny, middle, middle + tiny].map((x) =>
          roundTo(float8e5m2, x, { rounding }),
        );
        if (results.join() !== [low, atMiddle, above].join()) wrong++;
      }
      expect(wrong).toBe(0);
    },
  );

  test("rounds subnormals on their even grid, and half the smallest to zero", () => {
    const smallest = 2 ** -9;
    expect([0.5, 0.51, 1.5, 2.5].map((n) => roundTo(float8e4m3fn, n * smallest) / smallest)).toEqual([
      0, 1, 2, 2,
    ]);
    expect(roundTo(float8e4m3fn, -0.5 * smallest)).toBe(-0);
    expect(roundTo(float8e4m3fn, 7.5 * smallest)).toBe(2 ** -6);
    expect(roundTo(float32, 2 ** -1074)).toBe(0);
  });

  test("does not mistake the largest number below one half for one half", () => {
    expect(roundTo(float8e4m3fn, 0.49999999999999994 * 2 ** -9, { rounding: "nearestAway" })).toBe(0);
  });

  test("never overflows a finite value toward zero", () => {
    expect(roundTo(float8e4m3fn, 1e300, { rounding: "towardZero" })).toBe(448);
    expect(roundTo(bfloat16, -1e300, { rounding: "towardZero" })).toBe(-3.3895313892515355e38);
    expect(roundTo(bfloat16, Infinity, { rounding: "towardZero" })).toBe(Infinity);
  });

  test("gives infinity, NaN or the largest value on overflow, as the format and the option say", () => {
    expect(roundTo(float8e5m2, -1e9)).toBe(-Infinity);
    expect(roundTo(float8e4m3fn, 1e9)).toBeNaN();
    expect(roundTo(float8e4m3fn, -1e9, { overflow: "saturate" })).toBe(-448);
    expect(roundTo(float8e5m2, -Infinity, { overflow: "saturate" })).toBe(-57344);
    expect(roundTo(floatFormat({ exponentBits: 2, mantissaBits: 1, specials: "none" }), -1e9)).toBe(-6);
  });

  test("knows zero and one smallest value where exponent field 0 is a normal binade", () => {
    const format = floatFormat({
      exponentBits: 4,
      mantissaBits: 3,
      specials: "none",
      exponentZero: "normal",
    });
    const least = 1.125 / 128;
    expect([0.4, 0.5, 0.6, 1].map((n) => roundTo(format, n * least))).toEqual([0, 0, least, least]);
    expect(roundTo(format, least / 2, { rounding: "nearestAway" })).toBe(least);
    expect(roundTo(format, 0.99 * least, { rounding: "towardZero" })).toBe(0);
  });
});

describe("roundVector", () => {
  test("rounds in place", () => {
    const values = new Float32Array([1.1, -0, 1e9]);
    expect([...roundVector(float8e4m3fn, values, values, { overflow: "saturate" })]).toEqual([
      1.125, -0, 448,
    ]);
    expect(() => roundVector(float8e4m3fn, values, new Float32Array(1))).toThrow(
      "roundVector needs an output of 3 elements and got 1; allocate one of the input's length.",
    );
  });
});
