/** @file How far a program is off, in numbers: digits, and the largest error of its float64 values. */
import { logarithm } from "@working-papers/lab";
import { subtract } from "./precision/double-double.ts";
import { applyBits } from "./programs/bits.ts";
import { ADD, DIVIDE, FMA, isBitOperation, MULTIPLY, SUBTRACT, type Program } from "./programs/program.ts";
import type { Target } from "./targets/target.ts";

const LN10 = 2.302585092994046;

/** −log₁₀ of an error: how many decimal digits are right. The same bits in every engine. */
export function digits(error: number): number {
  return -logarithm(error) / LN10;
}

/** The program as a JavaScript closure over local numbers: a few times faster than interpreting it. */
export function float64Function(program: Program): (x: number) => number {
  const { ops, a, b, c, constants } = program;
  const m = constants.length;
  const r = new Float64Array(1 + m + ops.length);
  r.set(constants, 1);
  const last = ops.length === 0 ? 0 : m + ops.length;
  return (x) => {
    r[0] = x;
    for (let i = 0, to = m + 1; i < ops.length; i++, to++) {
      const op = ops[i];
      const u = r[a[i]];
      const v = r[b[i]];
      if (op === ADD) r[to] = u + v;
      else if (op === SUBTRACT) r[to] = u - v;
      else if (op === MULTIPLY) r[to] = u * v;
      else if (op === DIVIDE) r[to] = u / v;
      else if (op === FMA) r[to] = u * v + r[c[i]];
      else r[to] = isBitOperation(op) ? applyBits(op, u, v) : Math.sqrt(u);
    }
    return r[last];
  };
}

/** (P(x) − f(x))·w for the program's float64 value, the difference exact to about 31 digits. */
export function float64Error(f: (x: number) => number, target: Target, x: number): number {
  const truth = target.value(x);
  return Math.abs(subtract([f(x), 0], truth)[0]) * target.weight(truth[0]);
}
