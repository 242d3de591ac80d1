/**
 * @file Truncated power series with interval coefficients: f(c + h) = Σ_{k<n} f_k h^k.
 *
 * With c a number, the f_k are a function's Taylor coefficients there; with c an interval X, f_n encloses f⁽ⁿ⁾/n! on all of X, which is what
 * Lagrange's remainder needs. The recurrences are the classical ones of automatic differentiation (Griewank and Walther, chapter 13).
 */
import {
  errorFunction,
  errorFunctionSlope,
  exponential,
  logarithm as logarithmOf,
  sineAndCosine,
} from "./elementary.ts";
import * as interval from "./interval.ts";
import { zero, type Interval } from "./interval.ts";

/** Coefficients from the constant upwards. */
export type Series = readonly Interval[];

export function variable(centre: Interval, terms: number): Series {
  return Array.from({ length: terms }, (_, k) => (k === 0 ? centre : k === 1 ? interval.one : zero));
}

export function constant(value: Interval, terms: number): Series {
  return Array.from({ length: terms }, (_, k) => (k === 0 ? value : zero));
}

export function add(a: Series, b: Series): Series {
  return a.map((value, k) => interval.add(value, b[k]));
}

export function subtract(a: Series, b: Series): Series {
  return a.map((value, k) => interval.subtract(value, b[k]));
}

export function negate(a: Series): Series {
  return a.map(interval.negate);
}

const isZero = ({ lo, hi }: Interval): boolean => lo === 0n && hi === 0n;

/** Σ_{i=from}^{to} a_i b_(k−i) */
function convolve(a: Series, b: Series, k: number, from: number, to: number): Interval {
  let sum = zero;
  for (let i = from; i <= to; i++)
    if (!isZero(a[i]) && !isZero(b[k - i])) sum = interval.add(sum, interval.multiply(a[i], b[k - i]));
  return sum;
}

export function multiply(a: Series, b: Series): Series {
  return a.map((_, k) => convolve(a, b, k, 0, k));
}

/** @throws IntervalError when the divisor may be 0 */
export function divide(a: Series, b: Series): Series {
  const q: Interval[] = [];
  for (let k = 0; k < a.length; k++)
    q.push(interval.divide(interval.subtract(a[k], convolve(q, b, k, 0, k - 1)), b[0]));
  return q;
}

/** @throws IntervalError when the argument may be 0 and more than one coefficient is asked for */
export function squareRoot(a: Series): Series {
  const root: Interval[] = [interval.squareRoot(a[0])];
  for (let k = 1; k < a.length; k++)
    root.push(
      interval.divide(
        interval.subtract(a[k], convolve(root, root, k, 1, k - 1)),
        interval.scale(root[0], 2n),
      ),
    );
  return root;
}

/** g = Σ of y_(j)·j·u_j: the shared part of y′ = w·u′, k·y_k = Σ_{j=1}^{k} j·u_j·w_(k−j). */
function integrate(w: Series, u: Series, k: number): Interval {
  let sum = zero;
  for (let j = 1; j <= k; j++)
    if (!isZero(u[j])) sum = interval.add(sum, interval.scale(interval.multiply(u[j], w[k - j]), BigInt(j)));
  return interval.divideWhole(sum, BigInt(k));
}

export function exp(u: Series): Series {
  const y: Interval[] = [exponential(u[0])];
  for (let k = 1; k < u.length; k++) y.push(integrate(y, u, k));
  return y;
}

export function logarithm(u: Series): Series {
  const y: Interval[] = [logarithmOf(u[0])];
  for (let k = 1; k < u.length; k++) {
    let sum = interval.scale(u[k], BigInt(k));
    for (let j = 1; j < k; j++)
      sum = interval.subtract(sum, interval.scale(interval.multiply(y[j], u[k - j]), BigInt(j)));
    y.push(interval.divide(interval.divideWhole(sum, BigInt(k)), u[0]));
  }
  return y;
}

export function sineCosine(u: Series): { sin: Series; cos: Series } {
  const start = sineAndCosine(u[0]);
  const sin = [start.sin];
  const cos = [start.cos];
  for (let k = 1; k < u.length; k++) {
    sin.push(integrate(cos, u, k));
    cos.push(interval.negate(integrate(sin, u, k)));
  }
  return { sin, cos };
}

/** erf′ = 2/√π · e^(−u²) */
export function erf(u: Series): Series {
  const slope = errorFunctionSlope();
  const density = exp(negate(multiply(u, u))).map((value) => interval.multiply(value, slope));
  const y: Interval[] = [errorFunction(u[0])];
  for (let k = 1; k < u.length; k++) y.push(integrate(density, u, k));
  return y;
}

/** An entire function by its Maclaurin coefficients: a_0 … a_(s−1), and a_(n+s) = a_n · numerator / denominator. */
export interface Maclaurin {
  first: () => readonly Interval[];
  ratio: (n: bigint) => readonly [numerator: bigint, denominator: bigint];
}

/**
 * An entire function of a series: its Taylor coefficients at c = u_0 are F_k = Σ_n a_n C(n, k) c^(n−k), summed with steps of s so that the
 * terms never leave their scale; then Horner's rule composes them with u − c.
 */
export function entire({ first, ratio }: Maclaurin, u: Series): Series {
  const terms = u.length;
  const start = first();
  const step = start.length;
  const powers = [interval.one];
  for (let i = 1; i <= step; i++) powers.push(interval.multiply(powers[i - 1], u[0]));
  const coefficients = [...start];
  for (let n = 0; coefficients.length < terms + step; n++) {
    const [numerator, denominator] = ratio(BigInt(n));
    coefficients.push(interval.divideWhole(interval.scale(coefficients[n], numerator), denominator));
  }
  const at = u.map((_, k) => {
    let sum = zero;
    for (let n0 = k; n0 < k + step; n0++) {
      let term = interval.scale(interval.multiply(coefficients[n0], powers[n0 - k]), binomial(n0, k));
      sum = interval.add(sum, term);
      // Once the factor between terms is below ½, and it only falls, the tail is at most the last term.
      for (
        let n = BigInt(n0), settled = false;
        !(settled && interval.magnitude(term) <= 1n);
        n += BigInt(step)
      ) {
        if (isZero(term)) break;
        let [numerator, denominator] = ratio(n);
        for (let i = 1n; i <= BigInt(step); i++) {
          numerator *= n + i;
          denominator *= n + i - BigInt(k);
        }
        const size = numerator < 0n ? -numerator : numerator;
        settled = 2n * size * interval.magnitude(powers[step]) < denominator << interval.BITS;
        term = interval.divideWhole(
          interval.scale(interval.multiply(term, powers[step]), numerator),
          denominator,
        );
        sum = interval.add(sum, term);
      }
      sum = interval.widen(sum, 4n);
    }
    return sum;
  });
  const shifted = u.map((value, k) => (k === 0 ? zero : value));
  let result = constant(at[terms - 1], terms);
  for (let k = terms - 2; k >= 0; k--) result = add(multiply(result, shifted), constant(at[k], terms));
  return result;
}

function binomial(n: number, k: number): bigint {
  let value = 1n;
  for (let i = 0; i < k; i++) value = (value * BigInt(n - i)) / BigInt(i + 1);
  return value;
}
