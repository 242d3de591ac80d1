/** @file Float32 mode: compiled programs against evaluation one number at a time, and errors against direct counting. */
import { expect, test } from "vitest";
import { compileSimd } from "./code/simd.ts";
import { checkAllFloats, evaluateFloat32, exp2Polynomial, roundConstants, ULP } from "./float32.ts";
import { float64Function } from "./measure.ts";
import { programFrom } from "./programs/program.ts";
import { PUBLISHED } from "./programs/published.ts";

const ALL = programFrom("r = sqrt x; s = r - a; q = b / s; p = q * q; y = fma p x a", { a: -3.25, b: 0.1 });

test.each([
  ["f10", PUBLISHED.f10],
  ["a program with all six operations", ALL],
  ["Horner's rule of degree 6", exp2Polynomial(6)],
])(
  "compiled, %s gives the same bits as computed one number at a time, in float32 and in float64",
  (_, program) => {
    const single = compileSimd(program, "f32", 1000);
    const double = compileSimd(program, "f64", 1000);
    const f = float64Function(program);
    for (let i = 0; i < 1000; i++) {
      single.input[i] = (i + 0.3) / 1000;
      double.input[i] = (i + 0.3) / 1000;
    }
    single.run(1000);
    double.run(1000);
    expect(Array.from(single.output)).toEqual(Array.from(single.input, (x) => evaluateFloat32(program, x)));
    expect(Array.from(double.output)).toEqual(Array.from(double.input, f));
  },
);

test("the check over float32 numbers finds the error that direct counting finds", async () => {
  const { program } = roundConstants(exp2Polynomial(6), 500);
  const stride = 4001;
  const { ulp, checked } = await checkAllFloats(program, async () => {}, stride);
  let most = 0;
  let count = 0;
  const view = new DataView(new ArrayBuffer(4));
  for (let pattern = 0; pattern < 0x3f800000; pattern += stride, count++) {
    view.setUint32(0, pattern);
    const x = view.getFloat32(0);
    most = Math.max(most, Math.abs(evaluateFloat32(program, x) - 2 ** x));
  }
  expect(checked).toBe(count);
  expect(ulp).toBeCloseTo(most / ULP, 5);
});

test("moving constants among float32 numbers never makes the sampled error larger", () => {
  const polynomial = exp2Polynomial(6);
  const rounded = { ...polynomial, constants: polynomial.constants.map(Math.fround) };
  const { ulp } = roundConstants(polynomial, 500);
  let before = 0;
  for (let i = 0; i < 500; i++) {
    const x = Math.fround((i + 0.5) / 500);
    before = Math.max(before, Math.abs(evaluateFloat32(rounded, x) - 2 ** x) / ULP);
  }
  expect(ulp).toBeLessThanOrEqual(before + 1e-6);
});
