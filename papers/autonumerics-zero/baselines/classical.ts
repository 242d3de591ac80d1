/**
 * @file The classical approximations, each with the number of operations it costs: Taylor, Chebyshev interpolation, Padé, minimax polynomials
 * and minimax rational functions.
 *
 * A polynomial of degree n costs 2n operations by Horner's rule; a quotient of degrees m and n with a monic denominator costs 2m + 2n.
 */
import {
  add,
  divide,
  fromNumber,
  multiply,
  negate,
  ONE,
  squareRoot,
  subtract,
  ZERO,
  type DoubleDouble,
} from "../precision/double-double.ts";
import { fromNumber as exactNumber, toDoubleDouble } from "../precision/interval.ts";
import type { Target } from "../targets/target.ts";
import { chebyshevGrid, cosine, extrema, remez, signedError, solve, type Family } from "./remez.ts";

export type Method = "Taylor" | "Chebyshev" | "Padé" | "minimax polynomial" | "minimax rational";

export interface Baseline {
  method: Method;
  /** Degrees of numerator and denominator. */
  degree: readonly [number, number];
  operations: number;
  /** Largest error on the domain, as the target counts it. */
  error: number;
  /** Coefficients from the constant upwards, in the variable t = (x − centre) / radius; denominator with constant term 1. */
  numerator: readonly DoubleDouble[];
  denominator: readonly DoubleDouble[];
  centre: number;
  radius: number;
}

type Coefficients = Pick<Baseline, "numerator" | "denominator" | "centre" | "radius">;

function horner(coefficients: readonly DoubleDouble[], t: DoubleDouble): DoubleDouble {
  let sum = ZERO;
  for (let k = coefficients.length - 1; k >= 0; k--) sum = add(multiply(sum, t), coefficients[k]);
  return sum;
}

const local = (x: DoubleDouble, { centre, radius }: { centre: number; radius: number }): DoubleDouble =>
  divide(subtract(x, fromNumber(centre)), fromNumber(radius));

/** The value of a baseline at x. */
export function baselineValue(baseline: Coefficients, x: number): DoubleDouble {
  const t = local(fromNumber(x), baseline);
  const top = horner(baseline.numerator, t);
  return baseline.denominator.length <= 1 ? top : divide(top, horner(baseline.denominator, t));
}

function measured(method: Method, target: Target, coefficients: Coefficients): Baseline {
  const peaks = extrema(
    (x) => signedError(target, baselineValue(coefficients, x), x),
    chebyshevGrid(target.domain, 600),
  );
  const m = coefficients.numerator.length - 1;
  const n = coefficients.denominator.length - 1;
  return {
    method,
    degree: [m, n],
    operations: 2 * m + 2 * n,
    error: Math.max(...peaks.map(({ error }) => Math.abs(error))),
    ...coefficients,
  };
}

function taylorCoefficients(target: Target, centre: number, terms: number): DoubleDouble[] {
  if (!target.series) throw new RangeError(`Taylor coefficients of ${target.name} need it as an expression.`);
  return target.series(exactNumber(centre), terms).map(({ lo, hi }) => toDoubleDouble((lo + hi) >> 1n));
}

/** Taylor's polynomial around a centre. */
export function taylor(target: Target, degree: number, centre = target.domain[0]): Baseline {
  const numerator = taylorCoefficients(target, centre, degree + 1);
  return measured("Taylor", target, { numerator, denominator: [ONE], centre, radius: 1 });
}

/** The [m/n] Padé approximant around a centre: N − f·D = O(x^(m+n+1)). */
export function pade(
  target: Target,
  [m, n]: readonly [number, number],
  centre = target.domain[0],
): Baseline | undefined {
  const f = taylorCoefficients(target, centre, m + n + 1);
  const at = (k: number): DoubleDouble => f[k] ?? ZERO;
  const rows = Array.from({ length: n }, (_, i) => [
    ...Array.from({ length: n }, (__, j) => (m + i - j >= 0 ? at(m + i - j) : ZERO)),
    negate(at(m + 1 + i)),
  ]);
  const solution = n === 0 ? [] : solve(rows);
  if (!solution) return undefined;
  const denominator = [ONE, ...solution];
  const numerator = Array.from({ length: m + 1 }, (_, k) => {
    let sum = ZERO;
    for (let j = 0; j <= Math.min(k, n); j++) sum = add(sum, multiply(denominator[j], at(k - j)));
    return sum;
  });
  return measured("Padé", target, { numerator, denominator, centre, radius: 1 });
}

function interval({ domain: [low, high] }: Target): { centre: number; radius: number } {
  return { centre: (low + high) / 2, radius: (high - low) / 2 };
}

/** The rational function of given degrees that agrees with f at the Chebyshev nodes; a polynomial for n = 0. */
function interpolation(target: Target, m: number, n: number): Coefficients | undefined {
  const place = interval(target);
  const count = m + n + 1;
  const rows = Array.from({ length: count }, (_, i) => {
    const x = place.centre - place.radius * cosine((i + 0.5) / count);
    const t = local(fromNumber(x), place);
    const f = target.value(x);
    const powers: DoubleDouble[] = [ONE];
    for (let k = 1; k <= Math.max(m, n); k++) powers.push(multiply(powers[k - 1], t));
    return [...powers.slice(0, m + 1), ...powers.slice(1, n + 1).map((p) => negate(multiply(p, f))), f];
  });
  const solution = solve(rows);
  if (!solution) return undefined;
  return { numerator: solution.slice(0, m + 1), denominator: [ONE, ...solution.slice(m + 1)], ...place };
}

/** The polynomial that agrees with f at the n + 1 Chebyshev nodes. */
export function chebyshev(target: Target, degree: number): Baseline {
  return measured("Chebyshev", target, interpolation(target, degree, 0)!);
}

/** The best polynomial or rational function of given degrees, by Remez; nothing when the exchange does not level the error. */
export function minimax(target: Target, [m, n]: readonly [number, number]): Baseline | undefined {
  const start = interpolation(target, m, n);
  if (!start) return undefined;
  const place = interval(target);
  const split = (c: readonly DoubleDouble[]): Coefficients => ({
    numerator: c.slice(0, m + 1),
    denominator: [ONE, ...c.slice(m + 1)],
    ...place,
  });
  const family: Family = {
    size: m + n + 1,
    value(c, x) {
      const t = local(x, place);
      const { numerator, denominator } = split(c);
      return n === 0 ? horner(numerator, t) : divide(horner(numerator, t), horner(denominator, t));
    },
    gradient(c, x) {
      const t = local(x, place);
      const { numerator, denominator } = split(c);
      const over = divide(ONE, horner(denominator, t));
      const value = multiply(horner(numerator, t), over);
      const result: DoubleDouble[] = [];
      for (let k = 0, p = over; k <= m; k++, p = multiply(p, t)) result.push(p);
      for (let k = 1, p = multiply(over, t); k <= n; k++, p = multiply(p, t))
        result.push(negate(multiply(value, p)));
      return result;
    },
  };
  const { constants, levelness } = remez(family, [...start.numerator, ...start.denominator.slice(1)], target);
  if (!(levelness > 0.999)) return undefined;
  return measured(n === 0 ? "minimax polynomial" : "minimax rational", target, split(constants));
}

/** The best rational function of a number of operations, over all degrees that cost as much; the denominator is not constant. */
export function bestRational(target: Target, operations: number): Baseline | undefined {
  let best: Baseline | undefined;
  for (let n = 1; 2 * n <= operations; n++) {
    const found = minimax(target, [operations / 2 - n, n]);
    if (found && (!best || found.error < best.error)) best = found;
  }
  return best;
}

/** The least error of √x·P(x²) with P a polynomial of a degree; it costs 2·degree + 3 operations. */
export function squareRootBaseline(target: Target, degree: number): number {
  const basis = (x: DoubleDouble): DoubleDouble[] => {
    const square = multiply(x, x);
    const powers = [squareRoot(x)];
    for (let k = 1; k <= degree; k++) powers.push(multiply(powers[k - 1], square));
    return powers;
  };
  const family: Family = {
    size: degree + 1,
    value: (c, x) => basis(x).reduce((sum, power, k) => add(sum, multiply(c[k], power)), ZERO),
    gradient: (_, x) => basis(x),
  };
  const rows = Array.from({ length: degree + 1 }, (_, i) => {
    const [low, high] = target.domain;
    const x = low + (high - low) * (0.5 - 0.5 * cosine((i + 0.5) / (degree + 1)));
    return [...basis([x, 0]), target.value(x)];
  });
  const start = solve(rows);
  return start ? remez(family, start, target).error : Infinity;
}
