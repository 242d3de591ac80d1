/** @file The functions that an expression may name, as operations on power series. */
import { airyAtZero, ln2, pi } from "../precision/elementary.ts";
import {
  BITS,
  divide,
  one,
  ratio,
  scale,
  squareRoot,
  whole,
  zero,
  type Interval,
} from "../precision/interval.ts";
import * as series from "../precision/series.ts";
import { constant, type Maclaurin, type Series } from "../precision/series.ts";

export type SeriesFunction = (u: Series) => Series;

const value = (x: Interval, like: Series): Series => constant(x, like.length);
const ones = (like: Series): Series => value(one, like);
const times = (u: Series, factor: Interval): Series => series.multiply(u, value(factor, u));

/** Ai″(x) = x·Ai(x) */
const airy: Maclaurin = {
  first: () => [airyAtZero().value, airyAtZero().slope, zero],
  ratio: (n) => [1n, (n + 2n) * (n + 3n)],
};
const besselJ0: Maclaurin = { first: () => [one, zero], ratio: (n) => [-1n, (n + 2n) * (n + 2n)] };
const besselI0: Maclaurin = { first: () => [one, zero], ratio: (n) => [1n, (n + 2n) * (n + 2n)] };
/** sinh(x)/x */
const sinhc: Maclaurin = { first: () => [one, zero], ratio: (n) => [1n, (n + 2n) * (n + 3n)] };

const exp2: SeriesFunction = (u) => series.exp(times(u, ln2()));
const sinh: SeriesFunction = (u) =>
  times(series.subtract(series.exp(u), series.exp(series.negate(u))), ratio(1n, 2n));
const cosh: SeriesFunction = (u) =>
  times(series.add(series.exp(u), series.exp(series.negate(u))), ratio(1n, 2n));
const sigmoid: SeriesFunction = (u) =>
  series.divide(ones(u), series.add(ones(u), series.exp(series.negate(u))));
const erf: SeriesFunction = series.erf;

export const FUNCTIONS: Readonly<Record<string, SeriesFunction>> = {
  exp: series.exp,
  exp2,
  log: series.logarithm,
  ln: series.logarithm,
  log2: (u) => times(series.logarithm(u), divide(one, ln2())),
  log10: (u) => series.divide(series.logarithm(u), series.logarithm(value(whole(10), u))),
  sin: (u) => series.sineCosine(u).sin,
  cos: (u) => series.sineCosine(u).cos,
  tan: (u) => {
    const { sin, cos } = series.sineCosine(u);
    return series.divide(sin, cos);
  },
  sinh,
  cosh,
  tanh: (u) => series.divide(sinh(u), cosh(u)),
  sqrt: series.squareRoot,
  rsqrt: (u) => series.divide(ones(u), series.squareRoot(u)),
  erf,
  erfc: (u) => series.subtract(ones(u), erf(u)),
  sigmoid,
  /** x·Φ(x), Φ the standard normal distribution function */
  gelu: (u) =>
    series.multiply(times(u, ratio(1n, 2n)), series.add(ones(u), erf(times(u, squareRoot(ratio(1n, 2n)))))),
  airyAi: (u) => series.entire(airy, u),
  besselJ0: (u) => series.entire(besselJ0, u),
  besselI0: (u) => series.entire(besselI0, u),
  /** I½(x) = √(2/π)·√x·sinh(x)/x */
  besselIHalf: (u) =>
    series.multiply(times(series.squareRoot(u), squareRoot(divide(whole(2), pi()))), series.entire(sinhc, u)),
};

export const CONSTANTS: Readonly<Record<string, () => Interval>> = {
  pi,
  e: () => series.exp(constant(one, 1))[0],
  ln2,
};

/** u^n for a whole n, by squaring; otherwise e^(n·ln u). */
export function power(u: Series, exponent: Series): Series {
  const [n] = exponent;
  const isConstant = exponent.every((c, k) => k === 0 || (c.lo === 0n && c.hi === 0n));
  if (isConstant && n.lo === n.hi && n.lo % one.lo === 0n) {
    const count = n.lo >> BITS;
    const positive = raise(u, count < 0n ? -count : count);
    return count < 0n ? series.divide(ones(u), positive) : positive;
  }
  return series.exp(series.multiply(exponent, series.logarithm(u)));
}

function raise(u: Series, n: bigint): Series {
  if (n === 0n) return ones(u);
  if (n === 1n) return u;
  const half = raise(u, n / 2n);
  const square = series.multiply(half, half);
  return n % 2n === 1n ? series.multiply(square, u) : square;
}

export const negated: SeriesFunction = (u) => u.map((c) => scale(c, -1n));
