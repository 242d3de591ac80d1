import { describe, expect, test } from "vitest";
import { decode, decodeVector, encode, encodeVector, nanCode } from "./codec.ts";
import { roundTo } from "./rounding.ts";
import {
  bfloat16,
  float16,
  float32,
  float8e4m3fn,
  float8e5m2,
  floatFormat,
  type FloatFormat,
} from "./float-format.ts";

const saturate = { overflow: "saturate" } as const;
const every = (format: FloatFormat) => Array.from({ length: 2 ** format.bits }, (_, code) => code);
const bitsOf = (x: number) => new Uint32Array(new Float32Array([x]).buffer)[0];
const withBits = (code: number) => new Float32Array(new Uint32Array([code]).buffer)[0];

/** A repeatable stream of 32-bit integers. */
function words(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return (z ^ (z >>> 16)) >>> 0;
  };
}

describe("decode and encode", () => {
  test.each([
    float16,
    bfloat16,
    float8e4m3fn,
    float8e5m2,
    floatFormat({ exponentBits: 2, mantissaBits: 1, specials: "none" }),
    floatFormat({ exponentBits: 8, mantissaBits: 0, specials: "fn" }),
    floatFormat({ exponentBits: 1, mantissaBits: 6, specials: "none", exponentZero: "normal" }),
    floatFormat({ exponentBits: 6, mantissaBits: 1, specials: "none", exponentZero: "normal" }),
    floatFormat({ exponentBits: 4, mantissaBits: 3, exponentZero: "normal" }),
    floatFormat({ exponentBits: 10, mantissaBits: 5 }),
  ])("return every code of $name to itself, and every NaN code to the one NaN", (format) => {
    let wrong = 0;
    for (const code of every(format)) {
      const value = decode(format, code);
      if (encode(format, value) !== (Number.isNaN(value) ? nanCode(format) : code)) wrong++;
    }
    expect(wrong).toBe(0);
  });

  test("agree with the machine's float32 on random bits, subnormals included", () => {
    const next = words(1);
    let wrong = 0;
    for (let i = 0; i < 200_000; i++) {
      const code = i % 4 === 0 ? (next() & 0x80ffffff) >>> 0 : next();
      const value = withBits(code);
      if (!Object.is(decode(float32, code), value)) wrong++;
      if (!Number.isNaN(value) && encode(float32, value) !== code) wrong++;
    }
    expect(wrong).toBe(0);
  });

  test("decode bfloat16 as the upper half of a float32", () => {
    expect(
      every(bfloat16).filter((code) => !Object.is(decode(bfloat16, code), withBits(code * 65536))),
    ).toEqual([]);
  });

  test("decode float16 as DataView does", () => {
    const view = new DataView(new ArrayBuffer(2));
    const differs = every(float16).filter((code) => {
      view.setUint16(0, code);
      return !Object.is(decode(float16, code), view.getFloat16(0));
    });
    expect(differs).toEqual([]);
  });

  test("give the special codes of IEEE 754 formats", () => {
    expect(encode(float32, -Infinity)).toBe(0xff800000);
    expect(encode(float32, NaN)).toBe(0x7fc00000);
    expect(encode(float16, Infinity)).toBe(0x7c00);
    expect(encode(float16, NaN)).toBe(0x7e00);
    expect(encode(float8e5m2, -Infinity)).toBe(0xfc);
    expect(encode(float8e5m2, NaN)).toBe(0x7e);
    expect(decode(float8e5m2, 0x7d)).toBeNaN();
  });

  test("know that e4m3fn has one NaN per sign and no infinity", () => {
    expect(every(float8e4m3fn).filter((code) => Number.isNaN(decode(float8e4m3fn, code)))).toEqual([
      0x7f, 0xff,
    ]);
    expect(decode(float8e4m3fn, 0x7e)).toBe(448);
    expect(decode(float8e4m3fn, 0x78)).toBe(256);
    expect(encode(float8e4m3fn, NaN)).toBe(0x7f);
  });

  test("keep the sign of zero", () => {
    expect(encode(float8e4m3fn, -0)).toBe(0x80);
    expect(decode(float8e4m3fn, 0x80)).toBe(-0);
    expect(encode(float32, -0)).toBe(0x80000000);
    expect(encode(float8e5m2, -1e-9)).toBe(0x80);
  });

  test("round the values above 448 to 448 up to the tie at 464, then overflow in e4m3fn", () => {
    expect([448, 464, 465, 480, 1e9].map((x) => encode(float8e4m3fn, x))).toEqual([
      0x7e, 0x7e, 0x7f, 0x7f, 0x7f,
    ]);
    expect([448, 464, 465, 480, 1e9].map((x) => encode(float8e4m3fn, x, saturate))).toEqual([
      0x7e, 0x7e, 0x7e, 0x7e, 0x7e,
    ]);
    expect(encode(float8e4m3fn, -Infinity)).toBe(0x7f);
    expect(encode(float8e4m3fn, -Infinity, saturate)).toBe(0xfe);
  });

  test("overflow e5m2 and float16 at the midpoint to the next power of two", () => {
    expect([57344, 61439, 61440].map((x) => encode(float8e5m2, x))).toEqual([0x7b, 0x7b, 0x7c]);
    expect([61440, Infinity].map((x) => encode(float8e5m2, x, saturate))).toEqual([0x7b, 0x7b]);
    expect([65504, 65519.99, 65520].map((x) => encode(float16, x))).toEqual([0x7bff, 0x7bff, 0x7c00]);
  });

  test("round decimals to the codes worked out by hand", () => {
    expect([1, 0.1, Math.PI, -17, 0.0009765625, 0.001].map((x) => encode(float8e4m3fn, x))).toEqual([
      0x38, 0x1d, 0x45, 0xd8, 0x00, 0x01,
    ]);
    expect([1, 0.1, Math.PI, -17].map((x) => encode(bfloat16, x))).toEqual([0x3f80, 0x3dcd, 0x4049, 0xc188]);
  });

  test("refuse codes that are too wide, fractions, and NaN where there is none", () => {
    const e2m1 = floatFormat({ exponentBits: 2, mantissaBits: 1, specials: "none" });
    expect(() => decode(float8e5m2, 256)).toThrow(
      "A code of float8e5m2 is an integer from 0 to 255 and got 256; mask it to 8 bits.",
    );
    expect(() => decode(float8e5m2, 0.5)).toThrow(RangeError);
    expect(() => encode(e2m1, NaN)).toThrow(
      "Format e2m1 has no NaN to round NaN to; replace NaN before rounding.",
    );
    expect(encode(e2m1, Infinity)).toBe(0b0111);
  });
});

test("formats of more than 32 bits have values, but no codes", () => {
  const wide = floatFormat({ exponentBits: 9, mantissaBits: 23 });
  expect(roundTo(wide, -2.5)).toBe(-2.5);
  const refusal =
    "Codes have at most 32 bits and those of e9m23 would have 33; choose a format with fewer exponent or mantissa bits.";
  expect(() => encode(wide, -2.5)).toThrow(refusal);
  expect(() => decode(wide, 2 ** 32)).toThrow(refusal);
  expect(() => decodeVector(wide, [0], new Float64Array(1))).toThrow(refusal);
});

describe("the vector forms", () => {
  test("write into the array they are given and return it", () => {
    const codes = new Uint8Array(3);
    expect(encodeVector(float8e4m3fn, [1, -2, 1e9], codes, saturate)).toBe(codes);
    expect([...codes]).toEqual([0x38, 0xc0, 0x7e]);
    expect([...decodeVector(float8e4m3fn, codes, new Float32Array(3))]).toEqual([1, -2, 448]);
  });

  test("agree with DataView over float32 values", () => {
    const next = words(7);
    const values = Float32Array.from({ length: 1000 }, () => withBits(next() & 0xbfffffff));
    expect(encodeVector(float32, values, new Uint32Array(1000))).toEqual(Uint32Array.from(values, bitsOf));
  });

  test("say when the output has the wrong length or is too narrow", () => {
    expect(() => encodeVector(float16, [1], new Uint16Array(2))).toThrow(
      "encodeVector needs an output of 1 elements and got 2; allocate one of the input's length.",
    );
    expect(() => encodeVector(float16, [1], new Uint8Array(1))).toThrow(
      "Codes of float16 need 16 bits and the output has 8; use a wider typed array.",
    );
    expect(() => decodeVector(float16, [1], new Float32Array(0))).toThrow(RangeError);
  });
});
