/**
 * @file Programs whose every operation rounds to float32, at many points at once.
 *
 * Float64 arithmetic rounded to float32 after each operation gives float32 arithmetic, because 53 ≥ 2·24 + 2 bits make the double rounding harmless for
 * + − × ÷ √ (Figueroa, "When is double rounding innocuous?", 1995). An fma rounds its product too: neither JavaScript nor WebAssembly fixes a fused one.
 */
import { ADD, DIVIDE, FMA, IADD, ISHR, ISUB, MULTIPLY, SUBTRACT, type Program } from "../programs/program.ts";

const { fround, sqrt } = Math;
const REGISTERS = 64;

export interface Float32Evaluator {
  /** Values at points `from` to `to` (exclusive), at these positions of the array that is returned; it is written anew by the next call. */
  run(program: Program, from: number, to: number): Float32Array;
}

/** Evaluates programs at fixed float32 numbers, operation by operation over rows of points. */
export function float32Evaluator(points: Float32Array): Float32Evaluator {
  const rows = Array.from({ length: REGISTERS }, () => new Float32Array(points.length));
  const bits = rows.map(({ buffer }) => new Int32Array(buffer));
  rows[0].set(points);
  return {
    run({ ops, a, b, c, constants }, from, to) {
      const m = constants.length;
      for (let j = 0; j < m; j++) rows[j + 1].fill(constants[j], from, to);
      for (let k = 0; k < ops.length; k++) {
        const op = ops[k];
        const u = rows[a[k]];
        const v = rows[b[k]];
        const out = rows[m + 1 + k];
        if (op === ADD) for (let i = from; i < to; i++) out[i] = u[i] + v[i];
        else if (op === SUBTRACT) for (let i = from; i < to; i++) out[i] = u[i] - v[i];
        else if (op === MULTIPLY) for (let i = from; i < to; i++) out[i] = u[i] * v[i];
        else if (op === DIVIDE) for (let i = from; i < to; i++) out[i] = u[i] / v[i];
        else if (op === FMA) {
          const w = rows[c[k]];
          for (let i = from; i < to; i++) out[i] = fround(u[i] * v[i]) + w[i];
        } else if (op === ISHR || op === IADD || op === ISUB) {
          const [p, q, r] = [bits[a[k]], bits[b[k]], bits[m + 1 + k]];
          if (op === ISHR) for (let i = from; i < to; i++) r[i] = p[i] >>> 1;
          else if (op === IADD) for (let i = from; i < to; i++) r[i] = p[i] + q[i];
          else for (let i = from; i < to; i++) r[i] = p[i] - q[i];
        } else for (let i = from; i < to; i++) out[i] = sqrt(u[i]);
      }
      return rows[ops.length === 0 ? 0 : m + ops.length];
    },
  };
}

/** P(x) with every operation rounded to float32. */
export function evaluateFloat32(program: Program, x: number): number {
  const at = float32Evaluator(Float32Array.of(x)).run(program, 0, 1);
  return at[0];
}

const number = new Float32Array(1);
const pattern = new Int32Array(number.buffer);

/** The float32 number some steps away, in the order of bit patterns: away from 0 for positive steps. */
export function stepped(value: number, steps: number): number {
  number[0] = value;
  pattern[0] += steps;
  return number[0];
}

/** The distance from a float32 number to the next one away from 0. */
export function spacing(value: number): number {
  return Math.abs(stepped(value, 1) - fround(value));
}
