import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { affineQuantization, channelsOf, dequantize, quantize, rangesOf } from "./affine.ts";
import { int4, int8, integerFormat, uint8, type IntegerFormat } from "./integer-format.ts";
import { stochasticRounding } from "./integer-rounding.ts";

const fixed = (format: IntegerFormat, scale: number, zeroPoint: number) => ({
  format,
  scales: Float32Array.of(scale),
  zeroPoints: Int32Array.of(zeroPoint),
});

describe("quantize and dequantize", () => {
  test("agree with ONNX's test vectors of QuantizeLinear and DequantizeLinear", () => {
    const quantization = fixed(uint8, 2, 128);
    expect([...quantize([0, 2, 3, 1000, -254, -1000], quantization)]).toEqual([128, 129, 130, 255, 1, 0]);
    expect([...dequantize([0, 3, 128, 255], quantization)]).toEqual([-256, -250, 0, 254]);
  });

  test("agree with ONNX's test vector along an axis", () => {
    const x = [-162, 10, -100, 232, -20, -50, -76, 0, 0, 252, 32, -44, 245, -485, -960, -270, -375, -470];
    const y = [3, 89, 34, 200, 74, 59, 5, 24, 24, 87, 32, 13, 245, 99, 4, 142, 121, 102];
    const quantization = {
      format: uint8,
      scales: Float32Array.of(2, 4, 5),
      zeroPoints: Int32Array.of(84, 24, 196),
      channels: channelsOf([1, 3, 3, 2], 1),
    };
    expect([...quantize(x, quantization)]).toEqual(y);
    expect([...dequantize(y, quantization)]).toEqual(x);
  });

  test.each([
    [[0, 2, -3, -2.5, 1.34, 0.5], 0.019607843831181526, 153, [153, 255, 0, 26, 221, 179]],
    [[-1, -2.1, -1.3, -2.5, -3.34, -4], 0.01568627543747425, 255, [191, 121, 172, 96, 42, 0]],
    [
      [1, 2.1, 1.3, 2.5, 3.34, 4, 1.5, 2.6, 3.9, 4, 3, 2.345],
      0.01568627543747425,
      0,
      [64, 134, 83, 159, 213, 255, 96, 166, 249, 255, 191, 149],
    ],
  ])("agree with ONNX's test vectors of DynamicQuantizeLinear: %o", (x, scale, zeroPoint, codes) => {
    const values = Float32Array.from(x);
    const quantization = affineQuantization(uint8, rangesOf(values));
    expect(quantization.scales[0]).toBe(scale);
    expect(quantization.zeroPoints[0]).toBe(zeroPoint);
    expect([...quantize(values, quantization)]).toEqual(codes);
  });

  test("round ties as they are told", () => {
    const halves = [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 2.25, -2.25];
    const identity = fixed(int8, 1, 0);
    expect([...quantize(halves, identity, "nearestEven")]).toEqual([-2, -2, 0, 0, 2, 2, 2, -2]);
    expect([...quantize(halves, identity, "nearestAway")]).toEqual([-3, -2, -1, 1, 2, 3, 2, -2]);
    expect([...quantize(halves, identity, "nearestUp")]).toEqual([-2, -1, 0, 1, 2, 3, 2, -2]);
    expect([...quantize(halves, identity, "towardZero")]).toEqual([-2, -1, 0, 0, 1, 2, 2, -2]);
    expect([...quantize(halves, identity, "down")]).toEqual([-3, -2, -1, 0, 1, 2, 2, -3]);
  });

  test("round at random without bias, and repeatably with a seeded source", () => {
    let state = 1;
    const random = () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 32;
    };
    const values = new Float32Array(100_000).fill(-0.3);
    const codes = quantize(values, fixed(int8, 1, 0), stochasticRounding(random));
    const mean = Array.from(codes).reduce((sum, code) => sum + code, 0) / codes.length;
    // Three standard deviations of a mean of 100,000 draws.
    expect(Math.abs(mean + 0.3)).toBeLessThan(3 * Math.sqrt((0.3 * 0.7) / 100_000));
    expect(new Set(codes)).toEqual(new Set([-1, 0]));
  });

  test("clamp infinities and refuse NaN", () => {
    expect([...quantize([Infinity, -Infinity, 1e30], fixed(int4, 0.5, 1))]).toEqual([7, -8, 7]);
    expect(() => quantize([0, NaN], fixed(int8, 1, 0))).toThrow(
      "Element 1 is NaN, which no code stands for; replace it before quantizing.",
    );
    expect(() => rangesOf([0, Infinity])).toThrow("Element 1 is Infinity, which has no range");
  });

  test("are within half a step on the range, whatever the range", () => {
    const finite = fc.float({ noNaN: true, noDefaultInfinity: true, min: -(2 ** 100), max: 2 ** 100 });
    fc.assert(
      fc.property(fc.array(finite, { minLength: 1, maxLength: 20 }), (list) => {
        const values = Float32Array.from(list);
        const quantization = affineQuantization(uint8, rangesOf(values));
        const back = dequantize(quantize(values, quantization), quantization);
        const scale = quantization.scales[0];
        // The zero point is rounded, which may cost the ends another half; the rest is float32's own error.
        expect(values.every((x, i) => Math.abs(x - back[i]) <= scale * (1 + 1e-4))).toBe(true);
        expect(dequantize([quantization.zeroPoints[0]], quantization)[0]).toBe(0);
      }),
      { seed: 1, numRuns: 500 },
    );
  });
});

describe("scales", () => {
  test("of the three schemes", () => {
    const range = { min: -1, max: 3 };
    expect(affineQuantization(int8, range)).toMatchObject({
      scales: Float32Array.of(4 / 255),
      // -128 + 63.75
      zeroPoints: Int32Array.of(-64),
    });
    expect(affineQuantization(int8, range, { scheme: "symmetric" }).scales).toEqual(Float32Array.of(3 / 127));
    expect(affineQuantization(int8, range, { scheme: "symmetricFull" }).scales).toEqual(
      Float32Array.of(6 / 255),
    );
    expect(
      affineQuantization(integerFormat({ bits: 4, restricted: true }), range, { scheme: "symmetric" }).scales,
    ).toEqual(Float32Array.of(3 / 7));
  });

  test("of each channel come from its own values", () => {
    const values = [1, -2, 100, 50, 0, 2, -100, 10];
    const channels = channelsOf([2, 2, 2], 1);
    const ranges = rangesOf(values, channels);
    expect(ranges).toEqual([
      { min: -2, max: 2 },
      { min: -100, max: 100 },
    ]);
    const quantization = affineQuantization(int8, ranges, { scheme: "symmetric", channels });
    expect([...quantize(values, quantization)]).toEqual([64, -127, 127, 64, 0, 127, -127, 13]);
  });

  test("of zeros, of tiny and of huge ranges are usable numbers", () => {
    expect(affineQuantization(int8, rangesOf([0, 0])).scales[0]).toBe(1);
    expect(affineQuantization(int8, rangesOf([])).scales[0]).toBe(1);
    expect(affineQuantization(int8, { min: 0, max: 1e-44 }).scales[0]).toBe(2 ** -126);
    const widest = affineQuantization(uint8, { min: -3.4e38, max: 3.4e38 });
    expect(widest.scales[0]).toBeCloseTo(2.6667e36, -33);
    expect(widest.zeroPoints[0]).toBe(128);
  });

  test("give more precision to what is never negative when they are asymmetric", () => {
    // Half-normal numbers at 4 bits: 14.2 dB symmetric, 20.8 dB asymmetric (a million NumPy samples).
    let state = 7;
    const uniform = () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return (state + 0.5) / 2 ** 32;
    };
    const values = Float32Array.from({ length: 200_000 }, () =>
      Math.abs(Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())),
    );
    const decibels = (scheme: "symmetric" | "asymmetric") => {
      const quantization = affineQuantization(int4, rangesOf(values), { scheme });
      const back = dequantize(quantize(values, quantization), quantization);
      let signal = 0;
      let noise = 0;
      values.forEach((x, i) => {
        signal += x * x;
        noise += (x - back[i]) ** 2;
      });
      return 10 * Math.log10(signal / noise);
    };
    expect(decibels("asymmetric") - decibels("symmetric")).toBeGreaterThan(5.5);
    expect(decibels("asymmetric") - decibels("symmetric")).toBeLessThan(7.5);
  });

  test("are refused when they do not belong together", () => {
    expect(() => affineQuantization(uint8, { min: -1, max: 1 }, { scheme: "symmetric" })).toThrow(
      "A symmetric quantization needs a signed format and got uint8; use int8 or the asymmetric scheme.",
    );
    expect(() => affineQuantization(int8, { min: 1, max: -1 })).toThrow(
      "finite ends in order and got 1 to -1",
    );
    expect(() => affineQuantization(int8, { min: 0, max: 1 }, { channels: { count: 2, stride: 1 } })).toThrow(
      "2 channels need as many ranges and got 1",
    );
    expect(() => quantize([1, 2, 3], { ...fixed(int8, 1, 0), channels: { count: 2, stride: 1 } })).toThrow(
      "2 channels need as many scales",
    );
    expect(() => rangesOf([1, 2, 3], { count: 2, stride: 1 })).toThrow(
      "2 channels of 1 consecutive elements need a multiple of 2 elements and got 3; check the shape and axis.",
    );
    expect(() => quantize([1], fixed(int8, 0, 0))).toThrow("Scale 0 is 0 and must be a positive number");
    expect(() => quantize([1], fixed(int8, 1, 128))).toThrow(
      "Zero point 0 is 128 and must be a code of int8",
    );
    expect(() => channelsOf([2, 3], 2)).toThrow("A tensor of shape [2, 3] has no axis 2");
  });
});
