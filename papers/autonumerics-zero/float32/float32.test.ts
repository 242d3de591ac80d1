/** @file Float32 mode: compiled programs against evaluation one number at a time, certificates against direct counting, and what the search may claim. */
import { expect, test } from "vitest";
import { compileSimd } from "../code/simd.ts";
import { float64Function } from "../measure.ts";
import { programFrom } from "../programs/program.ts";
import { PUBLISHED } from "../programs/published.ts";
import { island } from "../search/island.ts";
import { BITS_ALPHABET } from "../search/mutate.ts";
import { defineTarget, unitInTheLastPlace } from "../targets/target.ts";
import { evaluateFloat32, float32Evaluator, stepped } from "./arithmetic.ts";
import { binadesOf, checkAllFloats, checkAllFloatsNow, float32Count } from "./exhaustive.ts";
import { deepen, float32Judge, float32Points } from "./judge.ts";
import { exp2Polynomial } from "./polynomials.ts";
import { jury, roundConstants } from "./rounding.ts";

const ALL = programFrom("r = sqrt x; s = r - a; q = b / s; p = q * q; y = fma p x a", { a: -3.25, b: 0.1 });
/** 1/√x from the halved bits and one Newton step, constants of Jan Kadlec (2010). */
const RSQRT = programFrom(
  "h = ishr x; i = isub magic h; p = i * i; q = p * x; s = c - q; t = s * k; y = i * t",
  { magic: fromBits(0x5f1ffff9), c: 2.38924456, k: 0.703952253 },
);

function fromBits(bits: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, bits);
  return view.getFloat32(0);
}

test.each([
  ["f10", PUBLISHED.f10],
  ["a program with all operations on numbers", ALL],
  ["Horner's rule of degree 6", exp2Polynomial(6)],
  ["a program with operations on bits", RSQRT],
])("compiled to float32, %s gives the same bits as computed one number at a time", (_, program) => {
  const simd = compileSimd(program, "f32", 1000);
  for (let i = 0; i < 1000; i++) simd.input[i] = (i + 0.3) / 1000;
  simd.run(1000);
  const inRows = float32Evaluator(Float32Array.from(simd.input)).run(program, 0, 1000);
  expect(Array.from(simd.output)).toEqual(Array.from(inRows));
  expect(inRows[77]).toBe(evaluateFloat32(program, simd.input[77]));
});

test("compiled to float64, programs give the bits of float64 arithmetic, and operations on bits are refused", () => {
  const simd = compileSimd(PUBLISHED.f10, "f64", 1000);
  for (let i = 0; i < 1000; i++) simd.input[i] = (i + 0.3) / 1000;
  simd.run(1000);
  expect(Array.from(simd.output)).toEqual(Array.from(simd.input, float64Function(PUBLISHED.f10)));
  expect(() => compileSimd(RSQRT, "f64", 4)).toThrow("compile the program for f32 lanes");
});

test("the numbers of a domain are all of them, once", () => {
  expect(float32Count([0, 1])).toBe(0x3f800001);
  expect(float32Count([1, 4])).toBe(2 ** 24 + 1);
  expect(float32Count([-1, 1])).toBe(2 * 0x3f800000 + 1);
  expect(float32Count([-2, -1])).toBe(2 ** 23 + 1);
  expect(float32Count([0.1, 0.1000001])).toBe(14);
  expect(binadesOf([1, 4]).map(({ from, to }) => [from, to])).toEqual([
    [0x40800000, 0x40800001],
    [0x40000000, 0x40800000],
    [0x3f800000, 0x40000000],
  ]);
});

test("a certificate finds the error that direct counting finds", () => {
  const target = defineTarget("exp2(x)", { domain: [0.5, 0.501], error: "ulp" });
  const program = exp2Polynomial(5);
  let most = 0;
  let at = 0;
  let count = 0;
  for (let x = 0.5; x <= 0.501; x = stepped(x, 1), count++) {
    const error = Math.abs(evaluateFloat32(program, x) - 2 ** x) / 2 ** -23;
    if (error > most) [most, at] = [error, x];
  }
  const found = checkAllFloatsNow(program, target);
  expect(found.checked).toBe(count);
  expect(found.at).toBe(at);
  expect(found.error).toBeCloseTo(most, 6);
  expect(found.slack).toBeLessThan(2 ** -13);
  expect(found.bound).toBe(found.error + found.slack);
});

test("a check covers both signs, a root at the edge, and values in several binades", () => {
  const half = programFrom("y = x * c", { c: 0.5 });
  // x/2 against tanh(x)/2 on [−2^−12, 2^−12]: off by x³/6 at most.
  const near = checkAllFloatsNow(
    half,
    defineTarget("tanh(x)/2", { domain: [-(2 ** -12), 2 ** -12], error: "absolute" }),
    { numbers: 2 ** 16 },
  );
  expect(Math.abs(near.at)).toBe(2 ** -12);
  expect(near.error / (2 ** -36 / 6)).toBeCloseTo(1, 5);
  const root = programFrom("y = sqrt x", {});
  const exact = checkAllFloatsNow(root, defineTarget("sqrt(x)", { domain: [0, 2 ** -130], error: "ulp" }));
  // More numbers than there are means all of them; the square root is correctly rounded.
  expect(exact.checked).toBe(2 ** 19 + 1);
  expect(exact.error).toBeLessThanOrEqual(0.5 + exact.slack);
  expect(exact.error).toBeGreaterThan(0.49);
});

test("1/√x by bits and one Newton step is off by 0.00065, as is known of these constants", async () => {
  const { error, bound, checked } = await checkAllFloats(
    RSQRT,
    defineTarget("rsqrt(x)", { domain: [0.25, 4], error: "relative" }),
  );
  expect(checked).toBe(2 ** 25 + 1);
  expect(error).toBeCloseTo(0.00065, 5);
  expect(bound).toBeLessThan(0.000651);
}, 60_000);

test("moving constants among float32 numbers never makes the error at the points larger than rounding to nearest does", () => {
  const target = defineTarget("exp2(x)", { error: "ulp" });
  const points = jury(target, float32Points(target, 600));
  for (const degree of [4, 5, 6]) {
    const polynomial = exp2Polynomial(degree);
    const nearest = { ...polynomial, constants: polynomial.constants.map(Math.fround) };
    const before = points.worst(nearest, Infinity);
    const { error, program } = roundConstants(polynomial, target, points, { tries: 200 })!;
    expect(error).toBeLessThan(before);
    expect(program.constants).toEqual(program.constants.map(Math.fround));
    expect(points.worst(program, Infinity)).toBe(error);
  }
});

test("around log₂ 1.5 a polynomial of 13 operations has no error of a unit on eight million numbers", async () => {
  const target = defineTarget("exp2(x)", { error: "ulp" });
  const { program, error } = await deepen(exp2Polynomial(6, 0.5849625), target, {
    tries: 3000,
    rounds: 8,
    goal: 0.99,
  });
  expect(error).toBeLessThan(1);
  const again = checkAllFloatsNow(program, target, { numbers: 2 ** 20, choice: 3 });
  expect(again.error).toBeLessThan(1.02);
}, 120_000);

test("a search with operations on bits finds 1/√x on a domain where polynomials are of no use", () => {
  const target = defineTarget("rsqrt(x)", { domain: [2 ** -20, 2 ** 20], error: "relative" });
  const own = island(
    { target, maxOperations: 3, seed: 1, alphabet: BITS_ALPHABET, judge: float32Judge(target) },
    "island 0",
  );
  own.advance(3000);
  const errors = own.archive.lists.map(([first]) => first?.error ?? Infinity);
  // c / ishr(x): between powers of 4 halved bits are c·(1 + f/2) for √(1 + f), up to 3/√8 too large; with c in the middle (3/√8 − 1)/(3/√8 + 1).
  expect(errors[2]).toBeCloseTo(0.029437, 4);
}, 60_000);

test("operations on bits are refused in real arithmetic", () => {
  expect(() =>
    island({ target: defineTarget("exp2(x)"), maxOperations: 4, seed: 1, alphabet: BITS_ALPHABET }, "a"),
  ).toThrow("search with a judge that evaluates in float32");
});

test("a unit in the last place is that of the true value's binade", () => {
  expect(unitInTheLastPlace(1.5)).toBe(2 ** -23);
});
