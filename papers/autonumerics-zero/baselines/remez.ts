/**
 * @file Remez's algorithm for any family of functions with constants: levels the error at as many alternating extrema as can be.
 *
 * At the points x_0 < … < x_m of a reference the constants c and the level h must satisfy
 *
 *   (P(c, x_i) − f(x_i))·w(x_i) = (−1)^i h,
 *
 * m + 1 equations for m constants and h. For polynomials one linear system gives them (Remez 1934); for other families Newton's method
 * is applied to the system and the reference is exchanged after every step. Everything is computed in double-double.
 */
import {
  add,
  divide,
  fromNumber,
  multiply,
  negate,
  subtract,
  ZERO,
  type DoubleDouble,
} from "../precision/double-double.ts";
import type { Target } from "../targets/target.ts";

/** Functions of x with `size` constants. */
export interface Family {
  size: number;
  value(constants: readonly DoubleDouble[], x: DoubleDouble): DoubleDouble;
  gradient(constants: readonly DoubleDouble[], x: DoubleDouble): DoubleDouble[];
}

export interface Levelled {
  constants: DoubleDouble[];
  /** Largest weighted error found on the domain. */
  error: number;
  /** Smallest over largest |error| at the reference: 1 when the error is level, 0 when too few extrema alternate. */
  levelness: number;
}

interface Point {
  x: number;
  error: number;
}

/** Points of the domain, dense near its ends as Chebyshev's; the ends themselves a hair inside, where c/x is still a number. */
export function chebyshevGrid([low, high]: readonly [number, number], count: number): Float64Array {
  const inside = (high - low) * 2 ** -30;
  const grid = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const half = cosine(i / (count - 1));
    const t = low + (high - low) * (0.5 - 0.5 * half);
    grid[i] = Math.min(high - (i === count - 1 ? 0 : inside), Math.max(low + inside, t));
  }
  return grid;
}

/** cos(π t) for t in [0, 1] by its Taylor series: the engine's own may differ in the last bit. */
export function cosine(t: number): number {
  const folded = t > 0.5 ? 1 - t : t;
  const square = (folded * Math.PI) ** 2;
  let sum = 0;
  for (let k = 24; k > 0; k -= 2) sum = (-square * (1 + sum)) / (k * (k - 1));
  return t > 0.5 ? -(1 + sum) : 1 + sum;
}

/** (P(x) − f(x))·w(f(x)), the difference taken in double-double. */
export function signedError(target: Target, value: DoubleDouble, x: number): number {
  const f = target.value(x);
  return subtract(value, f)[0] * target.weight(f[0]);
}

/** Local extrema of the signed error, one for every run of equal sign, each refined by parabolas. */
export function extrema(error: (x: number) => number, grid: Float64Array): Point[] {
  const points: Point[] = Array.from(grid, (x) => ({ x, error: error(x) }));
  const found: Point[] = [];
  for (let i = 0; i < points.length; i++) {
    const here = Math.abs(points[i].error);
    if (i > 0 && Math.abs(points[i - 1].error) > here && points[i - 1].error * points[i].error > 0) continue;
    if (
      i + 1 < points.length &&
      Math.abs(points[i + 1].error) >= here &&
      points[i + 1].error * points[i].error > 0
    )
      continue;
    const peak =
      i > 0 && i + 1 < points.length ? refine(error, points[i - 1], points[i], points[i + 1]) : points[i];
    const last = found[found.length - 1];
    if (last && last.error * peak.error > 0) {
      if (Math.abs(peak.error) > Math.abs(last.error)) found[found.length - 1] = peak;
    } else found.push(peak);
  }
  return found;
}

function refine(error: (x: number) => number, left: Point, middle: Point, right: Point): Point {
  for (let round = 0; round < 3; round++) {
    const d1 = (middle.error - left.error) / (middle.x - left.x);
    const d2 = (right.error - middle.error) / (right.x - middle.x);
    const x = 0.5 * (left.x + middle.x - (d1 * (right.x - left.x)) / (d2 - d1));
    if (!(x > left.x && x < right.x) || x === middle.x) break;
    const next = { x, error: error(x) };
    if (Math.abs(next.error) <= Math.abs(middle.error)) {
      if (x < middle.x) left = next;
      else right = next;
      continue;
    }
    if (x < middle.x) right = middle;
    else left = middle;
    middle = next;
  }
  return middle;
}

/** Drops the least of too many alternating extrema without breaking the alternation. */
function reference(points: Point[], count: number): Point[] {
  const kept = [...points];
  while (kept.length > count) {
    let least = 0;
    kept.forEach((point, i) => {
      if (Math.abs(point.error) < Math.abs(kept[least].error)) least = i;
    });
    if (least === 0 || least === kept.length - 1 || kept.length === count + 1) {
      const first = Math.abs(kept[0].error) < Math.abs(kept[kept.length - 1].error);
      if (first) kept.shift();
      else kept.pop();
    } else {
      const left = Math.abs(kept[least - 1].error) < Math.abs(kept[least + 1].error);
      kept.splice(left ? least - 1 : least, 2);
    }
  }
  return kept;
}

function largest(peaks: readonly Point[]): number {
  let most = 0;
  for (const { error } of peaks) {
    if (Number.isNaN(error)) return Infinity;
    most = Math.max(most, Math.abs(error));
  }
  return most;
}

/**
 * The constants that level the error, from a start that is already near.
 *
 * @returns the best constants found; `levelness` tells how far it came
 */
export function remez(
  family: Family,
  start: readonly DoubleDouble[],
  target: Target,
  { iterations = 30, points = 24 * (family.size + 2) } = {},
): Levelled {
  const grid = chebyshevGrid(target.domain, points);
  const peaksOf = (constants: readonly DoubleDouble[]): Point[] =>
    extrema((x) => signedError(target, family.value(constants, fromNumber(x)), x), grid);
  let constants = [...start];
  let peaks = peaksOf(constants);
  let error = largest(peaks);
  let levelness = 0;
  for (let round = 0; round < iterations && Number.isFinite(error); round++) {
    if (peaks.length < family.size + 1) break;
    const at = reference(peaks, family.size + 1);
    levelness = Math.min(...at.map((point) => Math.abs(point.error))) / error;
    if (levelness > 1 - 1e-6) break;
    const step = newtonStep(family, constants, target, at);
    if (!step) break;
    let accepted = false;
    for (let damping = 1; damping > 1 / 200; damping /= 2) {
      const tried = constants.map((value, j) => add(value, multiply(step[j], [damping, 0])));
      const triedPeaks = peaksOf(tried);
      const triedError = largest(triedPeaks);
      if (triedError < error && (triedPeaks.length > family.size || triedPeaks.length >= peaks.length)) {
        constants = tried;
        peaks = triedPeaks;
        error = triedError;
        accepted = true;
        break;
      }
    }
    if (!accepted) break;
  }
  return { constants, error, levelness };
}

/** Solves (J δ)_i·w_i − (−1)^i h = −e_i for δ and h. */
function newtonStep(
  family: Family,
  constants: readonly DoubleDouble[],
  target: Target,
  at: readonly Point[],
): DoubleDouble[] | undefined {
  const rows = at.map(({ x }, i) => {
    const f = target.value(x);
    const weight: DoubleDouble = [target.weight(f[0]), 0];
    const gradient = family.gradient(constants, fromNumber(x)).map((g) => multiply(g, weight));
    const residual = multiply(subtract(f, family.value(constants, fromNumber(x))), weight);
    return [...gradient, fromNumber(i % 2 === 0 ? -1 : 1), residual];
  });
  return solve(rows)?.slice(0, -1);
}

/** Gaussian elimination with partial pivoting; each row carries its right-hand side at the end. */
export function solve(rows: DoubleDouble[][]): DoubleDouble[] | undefined {
  const n = rows.length;
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let i = column + 1; i < n; i++)
      if (Math.abs(rows[i][column][0]) > Math.abs(rows[pivot][column][0])) pivot = i;
    if (!(Math.abs(rows[pivot][column][0]) > 0)) return undefined;
    [rows[column], rows[pivot]] = [rows[pivot], rows[column]];
    for (let i = column + 1; i < n; i++) {
      const factor = negate(divide(rows[i][column], rows[column][column]));
      for (let j = column; j <= n; j++) rows[i][j] = add(rows[i][j], multiply(factor, rows[column][j]));
    }
  }
  const x: DoubleDouble[] = Array.from({ length: n }, () => ZERO);
  for (let i = n - 1; i >= 0; i--) {
    let sum = rows[i][n];
    for (let j = i + 1; j < n; j++) sum = subtract(sum, multiply(rows[i][j], x[j]));
    x[i] = divide(sum, rows[i][i]);
  }
  return x.every(([value]) => Number.isFinite(value)) ? x : undefined;
}
