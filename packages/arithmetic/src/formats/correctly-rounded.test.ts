import { describe, expect, test } from "vitest";
import { decode } from "./codec.ts";
import { add, multiply } from "./correctly-rounded.ts";
import {
  bfloat16,
  float16,
  float32,
  float8e4m3fn,
  float8e5m2,
  floatFormat,
  type FloatFormat,
} from "./float-format.ts";
import type { Rounding } from "./rounding.ts";

/** Rounding by search among all values of a format, in integers: an independent and slow definition. */
function rounder(format: FloatFormat, scale: number): (numerator: bigint, rounding: Rounding) => number {
  const values: { value: number; exact: bigint; even: boolean }[] = [];
  for (let code = 0; code < 2 ** (format.bits - 1); code++) {
    const value = decode(format, code);
    if (Number.isFinite(value))
      values.push({ value, exact: BigInt(value * 2 ** scale), even: code % 2 === 0 });
  }
  const top = values[values.length - 1];
  const step = top.exact - values[values.length - 2].exact;
  // One value beyond the largest, as if the exponent were unbounded, stands for overflow.
  values.push({ value: format.specials === "fn" ? NaN : Infinity, exact: top.exact + step, even: !top.even });
  return (numerator, rounding) => {
    const magnitude = numerator < 0n ? -numerator : numerator;
    let low = 0;
    let high = values.length - 1;
    if (magnitude >= values[high].exact)
      return (numerator < 0n ? -1 : 1) * (rounding === "towardZero" ? top.value : values[high].value);
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (values[middle].exact <= magnitude) low = middle;
      else high = middle;
    }
    const twice = 2n * magnitude - values[low].exact - values[high].exact;
    const up =
      rounding !== "towardZero" &&
      magnitude !== values[low].exact &&
      (twice > 0n || (twice === 0n && (rounding === "nearestAway" || values[high].even)));
    return (numerator < 0n ? -1 : 1) * values[up ? high : low].value;
  };
}

const finiteValues = (format: FloatFormat) =>
  Array.from({ length: 2 ** format.bits }, (_, code) => decode(format, code)).filter(Number.isFinite);

describe("add and multiply", () => {
  test.each([
    float8e4m3fn,
    float8e5m2,
    floatFormat({ exponentBits: 3, mantissaBits: 4 }),
    floatFormat({ exponentBits: 2, mantissaBits: 5 }),
  ])("round the exact result of all pairs of finite codes of $name in every mode", (format) => {
    const scale = 40;
    const round = rounder(format, scale);
    const values = finiteValues(format);
    const exact = values.map((x) => BigInt(x * 2 ** (scale / 2)));
    let wrong = 0;
    for (const rounding of ["nearestEven", "nearestAway", "towardZero"] as const)
      for (let i = 0; i < values.length; i++)
        for (let j = 0; j < values.length; j++) {
          const sum = add(format, values[i], values[j], { rounding });
          const product = multiply(format, values[i], values[j], { rounding });
          const rightSum = round((exact[i] + exact[j]) << 20n, rounding);
          const rightProduct = round(exact[i] * exact[j], rounding);
          // Zero's sign is another test's.
          if (!Object.is(sum + 0, rightSum + 0) || !Object.is(product + 0, rightProduct + 0)) wrong++;
        }
    expect(wrong).toBe(0);
  });

  test("agree with the machine in float32, including where float64 would round twice", () => {
    let wrong = 0;
    const values = [
      1,
      1 + 2 ** -23,
      2 - 2 ** -23,
      2 ** -24,
      2 ** -25,
      2 ** -53,
      2 ** -126,
      2 ** -149,
      3 * 2 ** -149,
      2 ** 127,
      0.1,
      1e20,
    ];
    for (const a of values)
      for (const b of values)
        for (const sign of [1, -1]) {
          const x = Math.fround(a);
          const y = sign * Math.fround(b);
          if (!Object.is(add(float32, x, y), Math.fround(x + y))) wrong++;
          if (!Object.is(multiply(float32, x, y), Math.fround(x * y))) wrong++;
        }
    expect(wrong).toBe(0);
  });

  test("see through a sum that float64 rounds up to a representable value", () => {
    const tiny = 2 ** -149;
    expect(add(float32, 1, -tiny, { rounding: "towardZero" })).toBe(1 - 2 ** -24);
    expect(add(float32, 1, tiny, { rounding: "towardZero" })).toBe(1);
    expect(add(bfloat16, 2 ** 100, -(2 ** -100), { rounding: "towardZero" })).toBe(2 ** 100 - 2 ** 92);
    expect(add(float32, -1, tiny, { rounding: "towardZero" })).toBe(-1 + 2 ** -24);
  });

  test("follow IEEE 754 on zeros, infinities and NaN", () => {
    expect(add(float16, 1, -1)).toBe(0);
    expect(add(float16, -0, -0)).toBe(-0);
    expect(add(float16, -0, 0)).toBe(0);
    expect(add(float16, Infinity, -Infinity)).toBeNaN();
    expect(add(float16, Infinity, 1)).toBe(Infinity);
    expect(multiply(float16, -0, 5)).toBe(-0);
    expect(multiply(float16, Infinity, 0)).toBeNaN();
    expect(multiply(float16, NaN, 1)).toBeNaN();
    expect(multiply(float16, 256, -256)).toBe(-Infinity);
    expect(multiply(float8e4m3fn, 256, -256, { overflow: "saturate" })).toBe(-448);
    expect(multiply(float16, 2 ** -14, 2 ** -11)).toBe(0);
    expect(multiply(float16, 2 ** -14, 2 ** -10)).toBe(2 ** -24);
  });
});
