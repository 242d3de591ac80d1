/**
 * @file The last digits of a program's constants: Remez's exchange on the program itself, in double-double.
 *
 * A program with m constants is a family of functions like any other; near a best approximation its error has m + 1 alternating extrema, unless some
 * constants do the same thing. Those are found by elimination with pivoting and held fixed.
 */
import { chebyshevGrid, extrema, remez, signedError, solve, type Family } from "../baselines/remez.ts";
import * as dd from "../precision/double-double.ts";
import { fromNumber, type DoubleDouble } from "../precision/double-double.ts";
import { evaluatePrecisely, gradientPrecisely } from "../programs/evaluate.ts";
import { withConstants, type Program } from "../programs/program.ts";
import type { Target } from "../targets/target.ts";

export interface Polished {
  program: Program;
  /** Largest error of the program in real arithmetic, as the target counts it. */
  error: number;
  /** 1 when the error is level at as many extrema as there are constants, plus one. */
  levelness: number;
}

/** The program with its error levelled, or as it was where that does not succeed. */
export function polish(program: Program, target: Target, iterations = 30): Polished {
  const { family, start, whole } = asFamily(program, target);
  if (family.size === 0) return { program, error: largestError(program, target), levelness: 0 };
  const levelled = remez(family, leastSquares(family, start, target), target, { iterations });
  return { ...levelled, program: whole(levelled.constants) };
}

/** A program as a family in its independent constants. */
function asFamily(program: Program, target: Target) {
  const constants = pairs(program);
  const free = independentConstants(program, target);
  const whole = (values: readonly DoubleDouble[]): Program => {
    const all = [...constants];
    free.forEach((j, i) => (all[j] = values[i]));
    return fromPairs(program, all);
  };
  const family: Family = {
    size: free.length,
    value: (values, x) => evaluatePrecisely(whole(values), x),
    gradient(values, x) {
      const { gradient } = gradientPrecisely(whole(values), x);
      return free.map((j) => gradient[j]);
    },
  };
  return { family, whole, start: free.map((j) => constants[j]) };
}

/**
 * The polished program when its error can fall below a threshold; decided by the cheap least-squares fit, before the exchange.
 */
export function polishBelow(program: Program, target: Target, threshold: number): Polished | undefined {
  const { family, start, whole } = asFamily(program, target);
  if (family.size === 0) return undefined;
  const fitted = whole(leastSquares(family, start, target, 5));
  if (!(largestError(fitted, target, 80) < 2.5 * threshold)) return undefined;
  const polished = polish(fitted, target, 8);
  return polished.error < threshold ? polished : undefined;
}

/**
 * Gauss–Newton in double-double on Chebyshev nodes, without damping: below 1e-14 float64 cannot tell good constants from better ones, and here the step
 * may climb out of a bent valley before it comes down. The best constants are returned.
 */
function leastSquares(
  family: Family,
  start: readonly DoubleDouble[],
  target: Target,
  rounds = 12,
): DoubleDouble[] {
  const m = family.size;
  const nodes = chebyshevGrid(target.domain, 4 * m + 12);
  const residuals = (constants: readonly DoubleDouble[]): { e: DoubleDouble[]; sum: number } => {
    const e = Array.from(nodes, (x): DoubleDouble => {
      const f = target.value(x);
      return dd.multiply(dd.subtract(family.value(constants, [x, 0]), f), [target.weight(f[0]), 0]);
    });
    return { e, sum: e.reduce((sum, [value]) => sum + value * value, 0) };
  };
  let constants = [...start];
  let { e, sum } = residuals(constants);
  let best = { constants, sum };
  for (let round = 0; round < rounds; round++) {
    const rows = Array.from({ length: m }, () => Array.from({ length: m + 1 }, () => dd.ZERO));
    nodes.forEach((x, i) => {
      const weight: DoubleDouble = [target.weight(target.value(x)[0]), 0];
      const g = family.gradient(constants, [x, 0]).map((value) => dd.multiply(value, weight));
      for (let j = 0; j < m; j++) {
        for (let k = 0; k < m; k++) rows[j][k] = dd.add(rows[j][k], dd.multiply(g[j], g[k]));
        rows[j][m] = dd.subtract(rows[j][m], dd.multiply(g[j], e[i]));
      }
    });
    const step = solve(rows);
    if (!step) break;
    constants = constants.map((value, j) => dd.add(value, step[j]));
    ({ e, sum } = residuals(constants));
    if (!(sum < 1e6 * best.sum + 1)) break;
    const gain = sum / best.sum;
    if (sum < best.sum) best = { constants, sum };
    if (gain > 0.999 && gain <= 1) break;
  }
  return best.constants;
}

const pairs = (program: Program): DoubleDouble[] =>
  Array.from(program.constants, (hi, j) => [hi, program.low[j]] as const);

function fromPairs(program: Program, values: readonly DoubleDouble[]): Program {
  return withConstants(
    program,
    Float64Array.from(values, ([hi]) => hi),
    Float64Array.from(values, ([, lo]) => lo),
  );
}

/** Largest error in real arithmetic over extrema of a dense grid. Not a proof: see the certificate. */
export function largestError(program: Program, target: Target, points = 600): number {
  const error = (x: number): number => signedError(target, evaluatePrecisely(program, fromNumber(x)), x);
  let largest = 0;
  for (const peak of extrema(error, chebyshevGrid(target.domain, points))) {
    if (!(Math.abs(peak.error) <= largest)) largest = Math.abs(peak.error);
    if (Number.isNaN(largest)) return Infinity;
  }
  return largest;
}

const dot = (u: number[], v: number[]): number => u.reduce((sum, value, i) => sum + value * v[i], 0);

/** Constants whose columns of the Jacobian are independent, by Gram–Schmidt with pivoting. */
function independentConstants(program: Program, target: Target): number[] {
  const m = program.constants.length;
  const columns: number[][] = Array.from({ length: m }, () => []);
  for (const x of chebyshevGrid(target.domain, 4 * m + 9)) {
    const { gradient } = gradientPrecisely(program, fromNumber(x));
    const weight = target.weight(target.value(x)[0]);
    gradient.forEach(([g], j) => columns[j].push(Number.isFinite(g) ? g * weight : 0));
  }
  const scaled = columns.map((column) => {
    const norm = Math.sqrt(dot(column, column));
    return norm > 0 ? column.map((value) => value / norm) : column;
  });
  const chosen: number[] = [];
  const left = new Set(columns.keys());
  while (left.size > 0) {
    let best = -1;
    let size = 1e-11;
    for (const j of left) {
      const norm = Math.sqrt(dot(scaled[j], scaled[j]));
      if (norm > size) [best, size] = [j, norm];
    }
    if (best < 0) break;
    left.delete(best);
    chosen.push(best);
    const unit = scaled[best].map((value) => value / size);
    for (const j of left) {
      const along = dot(unit, scaled[j]);
      scaled[j] = scaled[j].map((value, i) => value - along * unit[i]);
    }
  }
  return chosen.sort((a, b) => a - b);
}
