/**
 * @file What a program is to approximate: a function on a domain, and how an error counts.
 */
import { UsageError } from "@working-papers/lab";
import {
  fromNumber as exactNumber,
  IntervalError,
  toDoubleDouble,
  toNumber,
  type Interval,
} from "../precision/interval.ts";
import { add, multiply, ONE, type DoubleDouble } from "../precision/double-double.ts";
import { variable, type Series } from "../precision/series.ts";
import { parseExpression } from "./parse.ts";

/** `relative`: |P − f| / |f|; `absolute`: |P − f|; `ulp`: |P − f| in units in the last place of float32 at f. */
export type ErrorKind = "absolute" | "relative" | "ulp";

export interface Target {
  /** The expression or a name. */
  name: string;
  domain: readonly [low: number, high: number];
  error: ErrorKind;
  /** Taylor coefficients with proven bounds, when the function is known as an expression. */
  series?: (centre: Interval, terms: number) => Series;
  /** f(x) to about 31 digits, or to those of the given function. */
  value(x: number): DoubleDouble;
  /** By what the error P − f is multiplied before it is compared. */
  weight(f: number): number;
}

export interface TargetOptions {
  domain?: readonly [low: number, high: number];
  error?: ErrorKind;
}

/**
 * A target from an expression in x, such as `exp2(x)` or `sin(x)/x`, or from a TypeScript function.
 *
 * A given function is known only as well as it computes: no certificate can be had for it.
 *
 * @throws ExpressionError with the position where the expression is wrong
 * @throws UsageError when the domain is empty or the function is not finite on it
 */
export function defineTarget(
  f: string | ((x: number) => number),
  { domain = [0, 1], error = "relative" }: TargetOptions = {},
): Target {
  const [low, high] = domain;
  if (!(low < high) || !Number.isFinite(low) || !Number.isFinite(high))
    throw new UsageError(`A domain from a smaller to a larger number was expected, not ${low} to ${high}.`);
  const weight = weightOf(error);
  const name = typeof f === "string" ? f : f.name || "f";
  if (typeof f === "function") {
    const target: Target = { name, domain, error, weight, value: (x) => [f(x), 0] };
    return checked(target);
  }
  const parsed = parseExpression(f);
  const series = (centre: Interval, terms: number): Series => parsed(variable(centre, terms));
  return checked({ name, domain, error, weight, series, value: tabulated(series, low, high) });
}

function weightOf(error: ErrorKind): (f: number) => number {
  if (error === "absolute") return () => 1;
  if (error === "relative") return (f) => 1 / Math.abs(f);
  return (f) => 1 / unitInTheLastPlace(f);
}

const view = new DataView(new ArrayBuffer(4));

/** The distance of float32 numbers in the binade of f. */
export function unitInTheLastPlace(f: number): number {
  view.setFloat32(0, Math.abs(f));
  const exponent = Math.max(view.getUint32(0) >>> 23, 1);
  const rounded = view.getFloat32(0);
  // Rounding up to a power of two must not lift f into the next binade.
  const down = rounded > Math.abs(f) && (view.getUint32(0) & 0x7fffff) === 0 ? 1 : 0;
  return 2 ** (Math.max(exponent - down, 1) - 150);
}

/** Every function is tried at points of its domain before anything rests on it. */
function checked(target: Target): Target {
  const [low, high] = target.domain;
  for (let i = 1; i <= 33; i++) {
    const x = low + ((high - low) * i) / 33;
    let value: number;
    try {
      [value] = target.value(x);
    } catch (problem) {
      if (!(problem instanceof IntervalError) && target.series) throw problem;
      throw new UsageError(
        `${target.name} is not finite at x = ${x}: ${(problem as Error).message}; choose a domain where it is.`,
      );
    }
    if (typeof value !== "number")
      throw new UsageError(`${target.name} gave a ${typeof value} at x = ${x}; a number was expected.`);
    if (!Number.isFinite(value))
      throw new UsageError(`${target.name} is not finite at x = ${x}; choose a domain where it is.`);
    if (target.error === "relative" && value === 0)
      throw new UsageError(
        `${target.name} is 0 at x = ${x}, where a relative error means nothing; choose absolute error or another domain.`,
      );
  }
  return target;
}

const CELLS = 64;
const TERMS = 14;

/**
 * Fast values: the domain in 64 cells, in each the Taylor polynomial of degree 13 at the middle in double-double, where its remainder is
 * proven to be below 2^−100; elsewhere (near a branch point) the series is summed anew for every x.
 */
function tabulated(series: NonNullable<Target["series"]>, low: number, high: number): Target["value"] {
  const width = (high - low) / CELLS;
  const tables: (DoubleDouble[] | null | undefined)[] = Array.from({ length: CELLS });
  const exact = (x: number): DoubleDouble => {
    const [value] = series(exactNumber(x), 1);
    return toDoubleDouble((value.lo + value.hi) >> 1n);
  };
  return (x) => {
    const cell = Math.min(CELLS - 1, Math.max(0, Math.floor((x - low) / width)));
    const centre = low + (cell + 0.5) * width;
    let table = tables[cell];
    if (table === undefined) table = tables[cell] = cellTable(series, centre, width);
    const h = x - centre;
    if (table === null || Math.abs(h) > 0.51 * width) return exact(x);
    let sum = table[TERMS - 1];
    const step: DoubleDouble = difference(x, centre);
    for (let k = TERMS - 2; k >= 0; k--) sum = add(multiply(sum, step), table[k]);
    return sum;
  };
}

function difference(x: number, c: number): DoubleDouble {
  return add([x, 0], multiply([-c, 0], ONE));
}

function cellTable(
  series: NonNullable<Target["series"]>,
  centre: number,
  width: number,
): DoubleDouble[] | null {
  try {
    const reach = exactNumber(width * 0.51);
    const c = exactNumber(centre);
    const coefficients = series(c, TERMS);
    const remainder = series({ lo: c.lo - reach.hi, hi: c.hi + reach.hi }, TERMS + 1)[TERMS];
    const size = Math.max(
      Math.abs(toNumber({ lo: remainder.lo, hi: remainder.lo })),
      Math.abs(toNumber({ lo: remainder.hi, hi: remainder.hi })),
    );
    const scale = Math.abs(toNumber(coefficients[0]));
    if (!(size * (width / 2) ** TERMS <= 2 ** -100 * Math.max(scale, 2 ** -20))) return null;
    return coefficients.map(({ lo, hi }) => toDoubleDouble((lo + hi) >> 1n));
  } catch (problem) {
    if (problem instanceof IntervalError) return null;
    throw problem;
  }
}
