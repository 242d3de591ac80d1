import { describe, expect, test } from "vitest";
import { decode, encode } from "../formats/codec.ts";
import {
  bfloat16,
  float16,
  float32,
  float8e4m3fn,
  float8e5m2,
  floatFormat,
} from "../formats/float-format.ts";
import { roundTo } from "../formats/rounding.ts";
import { lmulRawCode } from "./lmul-raw.ts";
import { lmul, lmulCode, lmulFunction, lmulVector } from "./lmul.ts";
import { mitchell } from "./mitchell.ts";
import { offsetExponent } from "./offset.ts";

const code = (x: number) => new Uint32Array(new Float32Array([x]).buffer)[0];

describe("L-Mul in float32", () => {
  test.each([
    [1, 1, 0x3f880000, 0x3f880000],
    [1.5, 1.5, 0x40080000, 0x40080000],
    [-3, 4, 0xc1480000, 0xc1480000],
    [1.9999999, 1.9999999, 0x4087fffe, 0x4087fffe],
    [Math.PI, Math.E, 0x40ff082f, 0x40ff082f],
    [0.1, 0.2, 0x3ca1999a, 0x3ca1999a],
    [0, 1, 0x00080000, 0],
    [0, 1e30, 0x31d1f2ca, 0],
    [-0, 5, 0x81280000, 0x80000000],
    [1e-30, 1e-30, 0x5bcc84c0, 0],
    [1e30, 1e30, 0x231be594, 0x7f800000],
    [Infinity, 1, 0x7f880000, 0x7f800000],
    [Infinity, 2, 0x00080000, 0x7f800000],
    [Infinity, 0, 0x40080000, 0x7fc00000],
    [1e-40, 1, 0x000916c2, 0],
  ])("takes %f · %f to the bits of the bare addition and of the specification", (x, y, raw, specified) => {
    expect(lmulRawCode(code(x), code(y))).toBe(raw);
    expect(lmulCode(code(x), code(y))).toBe(specified);
    expect(lmulCode(code(y), code(x))).toBe(specified);
  });

  test("gives the values a reader expects of those bits", () => {
    expect([lmul(1, 1), lmul(2, 3), lmul(3, 4), lmul(-3, 4)]).toEqual([1.0625, 6.25, 12.5, -12.5]);
  });

  test("gives NaN for NaN and for infinity times anything that counts as zero, else signed infinity", () => {
    expect(lmul(NaN, 1)).toBeNaN();
    expect(lmul(0, NaN)).toBeNaN();
    expect(lmul(-Infinity, 1e-40)).toBeNaN();
    expect(lmul(-0, Infinity)).toBeNaN();
    expect(lmul(-Infinity, 3)).toBe(-Infinity);
    expect(lmul(-Infinity, -Infinity)).toBe(Infinity);
  });

  test("flushes subnormal operands and results to zero of the right sign", () => {
    expect(lmul(-1e-40, 1e30)).toBe(-0);
    expect(lmul(-(2 ** -100), 2 ** -100)).toBe(-0);
    expect(lmul(2 ** -126, 1)).toBe(1.0625 * 2 ** -126);
    expect(lmul(2 ** -63, 2 ** -64, { offset: 0 })).toBe(0);
    expect(lmul(2 ** -63, 2 ** -63, { offset: 0 })).toBe(2 ** -126);
  });

  test("overflows at 2^128, to infinity or to the largest float32", () => {
    const large = 1.9 * 2 ** 63;
    expect(lmul(large, -(2 ** 64), { offset: 0 })).toBe(-Math.fround(1.9) * 2 ** 127);
    expect(lmul(2 ** 64, -(2 ** 64))).toBe(-Infinity);
    expect(lmul(2 ** 64, -(2 ** 64), { overflow: "saturate" })).toBe(-3.4028234663852886e38);
    expect(lmul(Infinity, 2, { overflow: "saturate" })).toBe(Infinity);
  });

  test("keeps the leading bits of the operands, cut off or rounded, and takes the offset of that width", () => {
    // 1.111 with 2 bits: cut 1.11 (1.75), rounded 2.0; c = 1/4.
    expect(lmul(1.875, 1, { mantissaBits: 2 })).toBe(2);
    expect(lmul(1.875, 1, { mantissaBits: 2, operandRounding: "nearestEven" })).toBe(2.5);
    // A tie goes to even: 1.001 with 2 bits is 1.0, 1.011 is 1.1.
    expect(lmul(1.125, 1, { mantissaBits: 2, operandRounding: "nearestEven" })).toBe(1.25);
    expect(lmul(1.375, 1, { mantissaBits: 2, operandRounding: "nearestEven" })).toBe(1.75);
    // The largest float32 rounds up to 2^128, which is still an operand.
    expect(lmul(3.4e38, 2 ** -20, { mantissaBits: 2, operandRounding: "nearestEven" })).toBe(1.25 * 2 ** 108);
    expect(() => lmul(1, 1, { mantissaBits: 0 })).toThrow(
      "L-Mul in float32 keeps 1 to 23 mantissa bits and got 0; give a width of the format or less.",
    );
  });

  test("in the formula reading is the rounded equation 1 in the normal range", () => {
    let wrong = 0;
    for (let i = 0; i < 100_000; i++) {
      const x = Math.fround((1 + ((i * 0x9e3779b1) % 2 ** 23) / 2 ** 23) * 2 ** (i % 7));
      const y = Math.fround(-(1 + ((i * 0x85ebca6b) % 2 ** 23) / 2 ** 23) * 2 ** -(i % 5));
      for (const k of [3, 4, 23]) {
        const kept = { exponentBits: 8, mantissaBits: k };
        const a = roundTo(floatFormat(kept), x, { rounding: "towardZero" });
        const b = roundTo(floatFormat(kept), -y, { rounding: "towardZero" });
        const ea = 2 ** Math.floor(Math.log2(a));
        const eb = 2 ** Math.floor(Math.log2(b));
        const right = -Math.fround((1 + (a / ea - 1) + (b / eb - 1) + 2 ** -offsetExponent(k)) * ea * eb);
        if (lmul(x, y, { reading: "formula", mantissaBits: k }) !== right) wrong++;
      }
    }
    expect(wrong).toBe(0);
  });

  test("in the formula reading keeps the rules for specials, and the carry can lift a result into range", () => {
    const formula = { reading: "formula" } as const;
    expect(lmul(1.5, 1.5, formula)).toBe(2.0625);
    expect(lmul(Infinity, 0, formula)).toBeNaN();
    expect(lmul(-Infinity, 2, formula)).toBe(-Infinity);
    expect(lmul(1.5 * 2 ** -63, 1.5 * 2 ** -64, formula)).toBe(2.0625 * 2 ** -127);
    expect(lmul(2 ** -63, 2 ** -64, formula)).toBe(0);
    expect(lmul(1.5 * 2 ** 63, 1.5 * 2 ** 64, formula)).toBe(Infinity);
  });
});

describe("the two readings of L-Mul", () => {
  test("differ by (s - 1)·2^(xe+ye) once s = xm + ym + c reaches 1, and not before", () => {
    let wrong = 0;
    for (let i = 0; i < 256; i++)
      for (let j = 0; j < 256; j++) {
        const x = 1 + i / 256;
        const y = 1 + j / 256;
        const s = i / 256 + j / 256 + 1 / 16;
        const difference = lmul(x, y) - lmul(x, y, { reading: "formula" });
        const right = s < 1 ? 0 : s < 2 ? s - 1 : 4 * (s - 1) - (1 + s);
        if (difference !== right) wrong++;
      }
    expect(wrong).toBe(0);
  });

  test.each([
    [1, "formula", 1.0, 0.3179],
    [1, "field", 1.0, 0.3743],
    [2, "formula", 0.937, 0.1098],
    [2, "field", 1.0, 0.1461],
    [3, "formula", 0.968, 0.0685],
    [3, "field", 0.952, 0.0518],
    [4, "formula", 0.992, 0.0691],
    [4, "field", 0.988, 0.0508],
    [5, "formula", 0.997, 0.0735],
    [5, "field", 0.995, 0.0264],
    [6, "formula", 0.999, 0.0749],
    [6, "field", 0.999, 0.0263],
  ] as const)(
    "over all pairs of non-zero 8-bit codes with %i mantissa bits, %s: share of errors %f, mean relative error %f",
    (mantissaBits, reading, share, mean) => {
      const format = floatFormat({
        exponentBits: 7 - mantissaBits,
        mantissaBits,
        specials: "none",
        exponentZero: "normal",
      });
      const values = Array.from({ length: 127 }, (_, i) => decode(format, i + 1));
      const multiply = lmulFunction({ mantissaBits, reading });
      let errors = 0;
      let relative = 0;
      for (const x of values)
        for (const y of values) {
          const error = Math.abs(multiply(x, y) - x * y);
          if (error > 0) errors++;
          relative += error / (x * y);
        }
      expect(Math.abs(errors / 127 ** 2 - share)).toBeLessThan(0.0006);
      expect(Math.abs(relative / 127 ** 2 - mean)).toBeLessThan(0.00006);
    },
  );

  test("have the error bounds and biases of full mantissas with c = 1/16", () => {
    const grid = 512;
    const range = { field: [0, 0, 0], formula: [0, 0, 0], mitchell: [0, 0, 0] };
    const functions = { field: lmulFunction(), formula: lmulFunction({ reading: "formula" }), mitchell };
    for (let i = 0; i < grid; i++)
      for (let j = 0; j < grid; j++) {
        const x = 1 + i / grid;
        const y = 1 + j / grid;
        for (const name of ["field", "formula", "mitchell"] as const) {
          const error = functions[name](x, y) - x * y;
          range[name][0] = Math.min(range[name][0], error / (x * y));
          range[name][1] = Math.max(range[name][1], error / (x * y));
          range[name][2] += error / grid ** 2;
        }
      }
    const expected = {
      field: [-0.0729, 0.0625, 0.0124],
      formula: [-0.234, 0.0625, -0.1875],
      mitchell: [-1 / 9, 0, -1 / 12],
    };
    for (const name of ["field", "formula", "mitchell"] as const)
      range[name].forEach((value, i) => expect(Math.abs(value - expected[name][i])).toBeLessThan(0.001));
  });
});

describe("L-Mul in narrow formats", () => {
  test.each([float8e4m3fn, float8e5m2, floatFormat({ exponentBits: 3, mantissaBits: 4 })])(
    "is float32 L-Mul of the same mantissa width wherever operands and result are normal: $name",
    (format) => {
      const wide = lmulFunction({ mantissaBits: format.mantissaBits });
      let compared = 0;
      let wrong = 0;
      for (let x = 0; x < 256; x++)
        for (let y = 0; y < 256; y++) {
          const a = decode(format, x);
          const b = decode(format, y);
          const product = wide(a, b);
          if (
            ![a, b, product].every((v) => Math.abs(v) >= format.minNormal && Math.abs(v) <= format.maxFinite)
          )
            continue;
          compared++;
          if (lmulCode(x, y, { format }) !== encode(format, product)) wrong++;
        }
      expect(wrong).toBe(0);
      expect(compared).toBeGreaterThan(10_000);
    },
  );

  test("in e4m3fn has 448 as its largest result and NaN or 448 beyond", () => {
    const format = float8e4m3fn;
    expect(lmulCode(0x7e, 0x37, { format })).toBe(0x7e);
    expect(lmulCode(0x7e, 0x38, { format })).toBe(0x7f);
    expect(lmulCode(0xfe, 0x38, { format })).toBe(0x7f);
    expect(lmulCode(0xfe, 0x38, { format, overflow: "saturate" })).toBe(0xfe);
    expect(lmulCode(0x7f, 0x00, { format })).toBe(0x7f);
    expect(lmulCode(0x80, 0x38, { format })).toBe(0x80);
    expect(lmulCode(0x07, 0x7e, { format })).toBe(0x00);
    expect(lmulCode(0x08, 0x37, { format })).toBe(0x08);
    expect(lmulCode(0x88, 0x36, { format })).toBe(0x80);
  });

  test("in e5m2 and bfloat16 overflows to the code of infinity", () => {
    expect(lmulCode(0x7b, 0x3c, { format: float8e5m2 })).toBe(0x7c);
    expect(lmulCode(0x7b, 0x3c, { format: float8e5m2, overflow: "saturate" })).toBe(0x7b);
    expect(lmulCode(0xfc, 0x3c, { format: float8e5m2 })).toBe(0xfc);
    expect(lmulCode(0xfc, 0x03, { format: float8e5m2 })).toBe(0x7e);
    expect(lmulCode(0x7f7f, 0xff7f, { format: bfloat16, overflow: "saturate" })).toBe(0xff7f);
    expect(lmulCode(0x3f80, 0x3f80, { format: bfloat16 })).toBe(0x3f88);
  });

  test("without special codes saturates, and counts only the code 0 as zero where exponent field 0 is normal", () => {
    const format = floatFormat({
      exponentBits: 4,
      mantissaBits: 3,
      specials: "none",
      exponentZero: "normal",
    });
    expect(lmulCode(0x7f, 0x7f, { format })).toBe(0x7f);
    expect(lmulCode(0xff, 0x7f, { format })).toBe(0xff);
    expect(lmulCode(0x01, 0x38, { format })).toBe(0x02);
    expect(lmulCode(0x80, 0x7f, { format })).toBe(0x80);
    expect(lmulCode(0x81, 0x36, { format })).toBe(0x80);
  });

  test("takes numbers by rounding them into the format first", () => {
    expect(lmul(1.99, 1, { format: float8e4m3fn })).toBe(2);
    expect(lmul(1.99, 1, { format: float8e4m3fn, operandRounding: "nearestEven" })).toBe(2.25);
    expect(lmul(1e9, 1, { format: float8e5m2 })).toBe(Infinity);
    expect(lmul(3.5, 1.25, { format: float8e5m2, reading: "formula" })).toBe(4);
    expect(lmul(-1.5, 1.5, { format: float16 })).toBe(-2.125);
  });

  test("in the formula reading rounds the bit that falls out to nearest even", () => {
    // 1 + 7/8 + 6/8 + 1/8 = 2.75 is a value of e4m3; 1 + 7/8 + 7/8 + 1/8 = 2.875 is a tie between 2.75 and 3.
    const formula = { format: float8e4m3fn, reading: "formula" } as const;
    expect(lmul(1.875, 1.75, formula)).toBe(2.75);
    expect(lmul(1.875, 1.875, formula)).toBe(3);
    expect(lmul(1.875, 1.625, formula)).toBe(2.5);
  });
});

describe("lmulVector", () => {
  test("equals the scalar function element by element, and may write over an operand", () => {
    const x = Float32Array.from({ length: 1001 }, (_, i) => Math.tan(i) * 2 ** ((i % 60) - 30));
    const y = Float32Array.from({ length: 1001 }, (_, i) => Math.sin(i * i));
    x[3] = NaN;
    x[4] = Infinity;
    y[4] = 0;
    for (const options of [
      {},
      { mantissaBits: 4 },
      { reading: "formula" },
      { format: float8e4m3fn },
    ] as const) {
      const scalar = lmulFunction(options);
      expect(lmulVector(x, y, new Float32Array(1001), options)).toEqual(x.map((v, i) => scalar(v, y[i])));
    }
    const expected = lmulVector(x, y, new Float32Array(1001));
    expect(lmulVector(x, y, x)).toEqual(expected);
  });

  test("reads views into larger buffers, and refuses different lengths", () => {
    const buffer = new Float32Array([9, 2, 3, 9]);
    expect([...lmulVector(buffer.subarray(1, 3), buffer.subarray(2, 4), new Float32Array(2))]).toEqual([
      6.25, 27,
    ]);
    expect(() => lmulVector(buffer, buffer, new Float32Array(1))).toThrow(
      "lmulVector needs three arrays of one length and got 4, 4 and 1; slice them to the same length.",
    );
  });
});

test("the ready float32 format written out again is recognised as float32", () => {
  const again = floatFormat({ exponentBits: 8, mantissaBits: 23 });
  expect(lmul(0.1, 0.2, { format: again })).toBe(lmul(0.1, 0.2, { format: float32 }));
});
