import { describe, expect, test } from "vitest";
import { bfloat16, float16, float32, float8e4m3fn, float8e5m2, floatFormat } from "./float-format.ts";

describe("the ready formats", () => {
  test.each([
    [float32, 32, 3.4028234663852886e38, 1.1754943508222875e-38, 1.401298464324817e-45],
    [float16, 16, 65504, 6.103515625e-5, 5.960464477539063e-8],
    [bfloat16, 16, 3.3895313892515355e38, 1.1754943508222875e-38, 9.183549615799121e-41],
    [float8e4m3fn, 8, 448, 0.015625, 0.001953125],
    [float8e5m2, 8, 57344, 6.103515625e-5, 1.52587890625e-5],
  ])(
    "have the width and extreme values of their standards: $name",
    (format, bits, maxFinite, minNormal, minPositive) => {
      expect(format).toMatchObject({ bits, maxFinite, minNormal, minPositive });
    },
  );
});

describe("floatFormat", () => {
  test("builds the OCP microscaling formats e2m1, e2m3 and e3m2, which have no specials", () => {
    const e2m1 = floatFormat({ exponentBits: 2, mantissaBits: 1, specials: "none" });
    expect(e2m1).toMatchObject({ name: "e2m1", bits: 4, bias: 1, maxFinite: 6, minPositive: 0.5 });
    expect(floatFormat({ exponentBits: 2, mantissaBits: 3, specials: "none" }).maxFinite).toBe(7.5);
    expect(floatFormat({ exponentBits: 3, mantissaBits: 2, specials: "none" }).maxFinite).toBe(28);
  });

  test("takes a bias of its own", () => {
    expect(floatFormat({ exponentBits: 4, mantissaBits: 3, bias: 11 }).maxFinite).toBe(15);
  });

  test("can read exponent field 0 as one more normal binade", () => {
    const format = floatFormat({
      exponentBits: 4,
      mantissaBits: 3,
      specials: "none",
      exponentZero: "normal",
    });
    expect(format).toMatchObject({ minNormal: 1.125 / 128, minPositive: 1.125 / 128, maxFinite: 480 });
  });

  test.each([
    [
      { exponentBits: 0, mantissaBits: 3 },
      "Format e0m3 needs 1 to 10 exponent bits and got 0; choose a width in that range.",
    ],
    [
      { exponentBits: 5, mantissaBits: 24 },
      'Format e5m24 with specials "ieee" needs 1 to 23 mantissa bits and got 24; choose a width in that range.',
    ],
    [{ exponentBits: 10, mantissaBits: 5, bias: 700 }, "Format e10m5 with bias 700 spans 2^-704 to 2^323"],
    [{ exponentBits: 4, mantissaBits: 3, bias: 0.5 }, "choose an integer bias"],
    [
      { exponentBits: 1, mantissaBits: 3 },
      'has no normal number; use specials "none" or one more exponent bit.',
    ],
    [
      { exponentBits: 1, mantissaBits: 0, specials: "fn" as const },
      "has no non-zero number; add a mantissa bit.",
    ],
  ])("says what is wrong with %o", (spec, message) => {
    expect(() => floatFormat(spec)).toThrow(message);
  });
});
