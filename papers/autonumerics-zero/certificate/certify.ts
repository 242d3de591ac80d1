/**
 * @file Certificates: a proven upper bound of a program's error on the whole domain.
 *
 * The domain is covered by cells. On a cell with middle m and radius r, g = N − f·D for the program P = N/D has the Taylor form
 *
 *   |g(m + h)| ≤ Σ_{k<n} |g_k| r^k + |G_n| rⁿ,
 *
 * where g_k are its coefficients at m and G_n encloses g⁽ⁿ⁾/n! on the cell (Lagrange). Divided by the least |f·D| (or |D|) this bounds the error;
 * the cell with the largest bound is halved until the bound is within a chosen slack of an error that is really reached. All of it in interval
 * arithmetic, so it is a proof, as far as this code and BigInt are right. Programs with square roots of one radicand have N = A + B·√S; others
 * take P as a power series directly.
 */
import { UsageError } from "@working-papers/lab";
import {
  BITS,
  fromNumber,
  IntervalError,
  magnitude,
  mignitude,
  upperNumber,
  type Interval,
} from "../precision/interval.ts";
import * as interval from "../precision/interval.ts";
import * as series from "../precision/series.ts";
import type { Series } from "../precision/series.ts";
import { evaluateSeries } from "../programs/evaluate.ts";
import { algebraicForm, type Algebraic } from "../programs/algebraic.ts";
import { SQRT, type Program } from "../programs/program.ts";
import { rationalForm, type Polynomial } from "../programs/rational.ts";
import { unitInTheLastPlace, type Target } from "../targets/target.ts";

export interface Certificate {
  /** The error is at most this everywhere on the domain; rounded up. Infinity when nothing could be proven. */
  bound: number;
  /** An error that is reached at some point; rounded down, so the true maximum lies between the two. */
  reached: number;
  /** Cells of the final subdivision. */
  cells: number;
  /** Whether the program was taken as a quotient of polynomials, as a series, or as a quotient with a root in its numerator. */
  form: Form;
}

type Form = "rational" | "series" | "algebraic";

export interface CertifyOptions {
  /** How far the bound may lie above what is reached: 0.01 for one per cent. */
  slack?: number;
  /** Gives up beyond this many cells and returns what is proven until then. */
  maxCells?: number;
  /** Of a program with square roots: the forms that are tried, until one proves something. Default algebraic, then series. */
  forms?: readonly ("series" | "algebraic")[];
}

const TERMS = 12;

interface Cell {
  low: bigint;
  high: bigint;
  bound: bigint;
}

/**
 * Proves a bound of the error of a program's real-number values, rounding aside.
 *
 * @throws UsageError when the target is known by values only
 */
export function certify(program: Program, target: Target, options: CertifyOptions = {}): Certificate {
  const { slack = 0.01, maxCells = 20_000 } = options;
  if (!target.series)
    throw new UsageError(
      `${target.name} is known by its values only; a certificate needs it as an expression.`,
    );
  if (!program.ops.includes(SQRT))
    return cover(rationalModel(program, target), "rational", target, slack, maxCells);
  let best: Certificate = { bound: Infinity, reached: 0, cells: 0, form: "series" };
  for (const form of options.forms ?? (["algebraic", "series"] as const)) {
    const model = form === "series" ? seriesModel(program, target) : algebraicModel(program, target);
    if (!model) continue;
    best = cover(model, form, target, slack, maxCells);
    if (best.bound < Infinity) break;
  }
  return best;
}

/** Halves the worst of the cells that cover the domain until the bound is near what is reached. */
function cover(model: Model, form: Form, target: Target, slack: number, maxCells: number): Certificate {
  const [low, high] = target.domain.map((end) => fromNumber(end).lo);
  let reached = 0n;
  const cells: Cell[] = [];
  const insert = (from: bigint, to: bigint): void => {
    const { bound, atMiddle } = boundOn(model, from, to, target);
    if (atMiddle > reached) reached = atMiddle;
    // A heap by bound: the worst cell first.
    let at = cells.push({ low: from, high: to, bound }) - 1;
    while (at > 0 && cells[(at - 1) >> 1].bound < bound) {
      [cells[at], cells[(at - 1) >> 1]] = [cells[(at - 1) >> 1], cells[at]];
      at = (at - 1) >> 1;
    }
  };
  const parts = 32n;
  for (let i = 0n; i < parts; i++)
    insert(low + ((high - low) * i) / parts, low + ((high - low) * (i + 1n)) / parts);
  const factor = BigInt(Math.round(1e6 * (1 + slack)));
  while (cells.length < maxCells && cells[0].bound * 1_000_000n > reached * factor) {
    const { low: from, high: to } = removeFirst(cells);
    const middle = (from + to) >> 1n;
    if (middle === from || middle === to) return { bound: Infinity, reached: 0, cells: cells.length, form };
    insert(from, middle);
    insert(middle, to);
  }
  const bound = cells[0].bound >= UNPROVEN ? Infinity : upperNumber(cells[0].bound);
  return { bound, reached: -upperNumber(-reached), cells: cells.length, form };
}

/** Larger than any bound that can be proven. */
const UNPROVEN = 1n << (BITS + 200n);

function removeFirst(heap: Cell[]): Cell {
  const [first] = heap;
  const last = heap.pop()!;
  if (heap.length === 0) return first;
  heap[0] = last;
  for (let at = 0; ;) {
    let child = 2 * at + 1;
    if (child >= heap.length) return first;
    if (child + 1 < heap.length && heap[child + 1].bound > heap[child].bound) child++;
    if (heap[child].bound <= heap[at].bound) return first;
    [heap[at], heap[child]] = [heap[child], heap[at]];
    at = child;
  }
}

/** g and what its size is measured against: the error is |g| / |scale|. */
type Model = (centre: Interval, terms: number) => { g: Series; scale: Series; f: Series };

function rationalModel(program: Program, target: Target): Model {
  const { numerator, denominator } = rationalForm(program);
  // One power of two for both brings the largest coefficient of D near 2^64: nothing is lost in fixed point.
  const shift = 64 - sizeOf(denominator);
  const n = toIntervals(numerator, shift);
  const d = toIntervals(denominator, shift);
  return (centre, terms) => {
    const f = target.series!(centre, terms);
    const ds = polynomialSeries(d, centre, terms);
    const fd = series.multiply(f, ds);
    const g = series.subtract(polynomialSeries(n, centre, terms), fd);
    return { g, scale: target.error === "relative" ? fd : ds, f };
  };
}

/** The power of two above the largest coefficient. */
function sizeOf({ coefficients, exponent }: Polynomial): number {
  const largest = coefficients.reduce((most, c) => (abs(c) > most ? abs(c) : most), 1n);
  return largest.toString(2).length + exponent;
}

const abs = (value: bigint): bigint => (value < 0n ? -value : value);

function toIntervals({ coefficients, exponent }: Polynomial, shift: number): Interval[] {
  const by = BITS + BigInt(exponent + shift);
  return coefficients.map((c) =>
    by >= 0n ? { lo: c << by, hi: c << by } : { lo: c >> -by, hi: -(-c >> -by) },
  );
}

/** Taylor coefficients of a polynomial by repeated synthetic division. */
function polynomialSeries(coefficients: readonly Interval[], centre: Interval, terms: number): Series {
  let rest = [...coefficients];
  const result: Interval[] = [];
  for (let k = 0; k < terms; k++) {
    for (let j = rest.length - 2; j >= 0; j--)
      rest[j] = interval.add(rest[j], interval.multiply(rest[j + 1], centre));
    result.push(rest[0] ?? interval.zero);
    rest = rest.slice(1);
  }
  return result;
}

/** Nothing for programs without that form. */
function algebraicModel(program: Program, target: Target): Model | undefined {
  let form: Algebraic;
  try {
    form = algebraicForm(program, target.domain[0] / 2 + target.domain[1] / 2);
  } catch (problem) {
    if (!(problem instanceof RangeError)) throw problem;
    return undefined;
  }
  // As in the rational model; the power of two of S is even, so that its root is one of √S.
  const shift = 64 - sizeOf(form.denominator);
  const under = 2 * Math.round((64 - sizeOf(form.radicand)) / 2);
  const plain = toIntervals(form.plain, shift);
  const root = toIntervals(form.root, shift - under / 2);
  const radicand = toIntervals(form.radicand, under);
  const denominator = toIntervals(form.denominator, shift);
  const positive = form.positive.map((p) => toIntervals(p, 64 - sizeOf(p)));
  return (centre, terms) => {
    for (const p of positive)
      if (polynomialSeries(p, centre, 1)[0].lo < 0n)
        throw new IntervalError("the divisor under a root may change its sign");
    const f = target.series!(centre, terms);
    const d = polynomialSeries(denominator, centre, terms);
    const fd = series.multiply(f, d);
    const roots = series.multiply(
      polynomialSeries(root, centre, terms),
      series.squareRoot(polynomialSeries(radicand, centre, terms)),
    );
    const g = series.subtract(series.add(polynomialSeries(plain, centre, terms), roots), fd);
    return { g, scale: target.error === "relative" ? fd : d, f };
  };
}

function seriesModel(program: Program, target: Target): Model {
  return (centre, terms) => {
    const f = target.series!(centre, terms);
    const g = series.subtract(evaluateSeries(program, series.variable(centre, terms)), f);
    return { g, scale: target.error === "relative" ? f : series.constant(interval.one, terms), f };
  };
}

/** A bound of the error on a cell and the error at its middle, both in fixed point. */
function boundOn(
  model: Model,
  low: bigint,
  high: bigint,
  target: Target,
): { bound: bigint; atMiddle: bigint } {
  const cell = { lo: low, hi: high };
  const middle = interval.midpoint(cell);
  const radius = { lo: 0n, hi: high - middle.lo > middle.lo - low ? high - middle.lo : middle.lo - low };
  let atMiddle = 0n;
  try {
    const one = model(middle, 1);
    atMiddle = (mignitude(one.g[0]) << BITS) / (magnitude(one.scale[0]) + 1n);
    if (target.error === "ulp") atMiddle = byUlp(atMiddle, one.f[0], false);
  } catch (problem) {
    if (!(problem instanceof IntervalError)) throw problem;
  }
  try {
    const at = model(middle, TERMS);
    const over = model(cell, TERMS + 1);
    const top = sup(at.g, over.g[TERMS], radius);
    const bottom = mignitude(at.scale[0]) - sup(at.scale.slice(1), over.scale[TERMS], radius, true);
    return { bound: quotient(top, bottom, rangeOf(at.f, over.f[TERMS], radius), target), atMiddle };
  } catch (problem) {
    if (!(problem instanceof IntervalError)) throw problem;
  }
  try {
    // At a branch point there are no derivatives; the ranges themselves are compared.
    const range = model(cell, 1);
    return {
      bound: quotient(magnitude(range.g[0]), mignitude(range.scale[0]), range.f[0], target),
      atMiddle,
    };
  } catch (problem) {
    if (!(problem instanceof IntervalError)) throw problem;
  }
  return { bound: UNPROVEN, atMiddle };
}

/** Σ |s_k| r^k + |last| r^n; with `shifted` the first coefficient is already that of r. */
function sup(coefficients: Series, last: Interval, radius: Interval, shifted = false): bigint {
  let sum = magnitude(last);
  for (let k = coefficients.length - 1; k >= 0; k--)
    sum = timesUp(sum, radius.hi) + magnitude(coefficients[k]);
  return shifted ? timesUp(sum, radius.hi) : sum;
}

const timesUp = (a: bigint, b: bigint): bigint => -((-a * b) >> BITS);

function rangeOf(f: Series, last: Interval, radius: Interval): Interval {
  const spread = sup(f.slice(1), last, radius, true);
  return interval.widen(f[0], spread);
}

function quotient(top: bigint, bottom: bigint, f: Interval, target: Target): bigint {
  if (bottom <= 0n) return UNPROVEN;
  const error = (top << BITS) / bottom + 1n;
  return target.error === "ulp" ? byUlp(error, f, true) : error;
}

/** In units in the last place of the smallest (for a bound) or largest |f|. */
function byUlp(error: bigint, f: Interval, up: boolean): bigint {
  const size = up ? mignitude(f) : magnitude(f);
  if (size === 0n) return up ? UNPROVEN : 0n;
  const value = upperNumber(size) * (up ? 1 - 2 ** -40 : 1 + 2 ** -40);
  return (error << BITS) / fromNumber(unitInTheLastPlace(value)).lo + (up ? 1n : 0n);
}
