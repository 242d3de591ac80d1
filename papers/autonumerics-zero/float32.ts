/**
 * @file Float32 mode: programs whose every operation rounds to float32, their constants chosen among float32 numbers, their error measured in units in
 * the last place at every float32 number of the domain.
 */
import { minimax } from "./baselines/classical.ts";
import { compileSimd } from "./code/simd.ts";
import { polynomialProgram } from "./programs/families.ts";
import { ADD, DIVIDE, FMA, MULTIPLY, SUBTRACT, withConstants, type Program } from "./programs/program.ts";
import { defineTarget } from "./targets/target.ts";

/** On [0, 1) the values of 2^x lie in [1, 2), where float32 numbers are 2^−23 apart. */
export const ULP = 2 ** -23;
/** Float32 numbers in [0, 1), from 0 upwards: their bit patterns are 0 … 0x3f7fffff. */
export const FLOATS_BELOW_ONE = 0x3f800000;

const { fround } = Math;

/** P(x) with every operation rounded to float32. */
export function evaluateFloat32(
  { ops, a, b, c, constants }: Program,
  x: number,
  r = new Float32Array(64),
): number {
  const m = constants.length;
  r[0] = x;
  r.set(constants, 1);
  for (let i = 0; i < ops.length; i++) {
    const u = r[a[i]];
    const v = r[b[i]];
    const op = ops[i];
    // The array rounds what is stored; the product inside an fma is rounded on its own.
    r[m + 1 + i] =
      op === ADD
        ? u + v
        : op === SUBTRACT
          ? u - v
          : op === MULTIPLY
            ? u * v
            : op === DIVIDE
              ? u / v
              : op === FMA
                ? fround(u * v) + r[c[i]]
                : Math.sqrt(u);
  }
  return r[ops.length === 0 ? 0 : m + ops.length];
}

/** The minimax polynomial of a degree for 2^x on [0, 1], by Horner's rule in x. */
export function exp2Polynomial(degree: number): Program {
  const best = minimax(defineTarget("exp2(x)"), [degree, 0])!;
  // From t = 2x − 1 to x, by Horner's rule on polynomials.
  let coefficients: number[] = [];
  for (let k = degree; k >= 0; k--) {
    const next = Array.from({ length: coefficients.length + 1 }, () => 0);
    coefficients.forEach((value, i) => {
      next[i + 1] += 2 * value;
      next[i] -= value;
    });
    next[0] += best.numerator[k][0];
    coefficients = next;
  }
  return polynomialProgram(degree, coefficients);
}

export interface Exhaustive {
  /** Largest error in units in the last place. */
  ulp: number;
  /** Where. */
  at: number;
  checked: number;
}

/** The truth: degree 11 in float64 is right to about 5e-15, 4e-8 units in the last place of float32. */
const TRUTH_DEGREE = 11;

/**
 * The largest error over all float32 numbers in [0, 1), or every `stride`-th of them, block by block.
 *
 * A stride should be odd: multiples of a power of two end in zero bits, products of such numbers round less, and the error looks smaller than it is.
 *
 * @param pause called between blocks with the share that is done
 */
export async function checkAllFloats(
  program: Program,
  pause: (fraction: number) => Promise<void>,
  stride = 1,
): Promise<Exhaustive> {
  const block = 1 << 14;
  const single = compileSimd(program, "f32", block);
  const truth = compileSimd(exp2Polynomial(TRUTH_DEGREE), "f64", block);
  const patterns = new Uint32Array(single.input.buffer, single.input.byteOffset, block);
  let most = 0;
  let at = 0;
  let checked = 0;
  for (let start = 0; start < FLOATS_BELOW_ONE; start += block * stride) {
    const count = Math.min(block, Math.ceil((FLOATS_BELOW_ONE - start) / stride));
    for (let i = 0; i < count; i++) patterns[i] = start + i * stride;
    for (let i = 0; i < count; i++) truth.input[i] = single.input[i];
    single.run(count);
    truth.run(count);
    for (let i = 0; i < count; i++) {
      const error = Math.abs(single.output[i] - truth.output[i]);
      if (!(error <= most)) {
        most = error;
        at = single.input[i];
      }
    }
    checked += count;
    await pause(start / FLOATS_BELOW_ONE);
  }
  return { ulp: most / ULP, at, checked };
}

/**
 * Constants among float32 numbers: rounds them, then moves one at a time by a few units as long as the largest error on a sample falls.
 */
export function roundConstants(program: Program, samples = 4000): { program: Program; ulp: number } {
  const target = defineTarget("exp2(x)");
  const xs = Float64Array.from({ length: samples }, (_, i) => fround((i + 0.5) / samples));
  const truth = xs.map((x) => target.value(x)[0]);
  const r = new Float32Array(64);
  const worst = (constants: Float64Array, limit: number): number => {
    const tried = withConstants(program, constants);
    let most = 0;
    // Points in a scattered order, so that a bad choice is noticed early.
    for (let i = 0, k = 0; i < samples; i++, k = (k + 1597) % samples) {
      const error = Math.abs(evaluateFloat32(tried, xs[k], r) - truth[k]);
      if (!(error <= most)) most = Number.isNaN(error) ? Infinity : error;
      if (most >= limit) return most;
    }
    return most;
  };
  let constants = program.constants.map(fround);
  let best = worst(constants, Infinity);
  const steps = [1, -1, 2, -2, 3, -3, 5, -5, 8, -8, 13, -13, 34, -34, 89, -89];
  for (let improved = true, round = 0; improved && round < 8; round++) {
    improved = false;
    for (let j = 0; j < constants.length; j++)
      for (let k = -1; k < constants.length; k++) {
        if (k >= 0 && k <= j) continue;
        // One constant by many steps, or two together by few.
        for (const s of steps.slice(0, k < 0 ? steps.length : 4))
          for (const t of k < 0 ? [0] : steps.slice(0, 4)) {
            const tried = constants.slice();
            tried[j] = moved(tried[j], s);
            if (k >= 0) tried[k] = moved(tried[k], t);
            const error = worst(tried, best);
            if (error < best) {
              [best, constants, improved] = [error, tried, true];
            }
          }
      }
  }
  return { program: withConstants(program, constants), ulp: best / ULP };
}

const view = new DataView(new ArrayBuffer(4));

/** The float32 number some steps away. */
function moved(value: number, steps: number): number {
  view.setFloat32(0, value);
  view.setUint32(0, view.getUint32(0) + steps);
  return view.getFloat32(0);
}
