/**
 * @file Interval arithmetic in fixed point: end points are whole multiples of 2^−192, every operation rounds outward.
 *
 * All that is proven about a program rests on these few lines (Moore, "Interval analysis", 1966). Fixed point with BigInt is slow and simple:
 * no rounding mode is needed, and 57 digits after the point leave room for the cancellation in P(x) − f(x).
 */
import type { DoubleDouble } from "./double-double.ts";

/** Bits after the binary point. */
export const BITS = 192n;
const UNIT = 1n << BITS;

/** The closed interval [lo, hi] · 2^−192. */
export interface Interval {
  readonly lo: bigint;
  readonly hi: bigint;
}

export class IntervalError extends Error {
  override name = "IntervalError";
}

export const zero: Interval = { lo: 0n, hi: 0n };
export const one: Interval = { lo: UNIT, hi: UNIT };

export function whole(value: number | bigint): Interval {
  const end = BigInt(value) << BITS;
  return { lo: end, hi: end };
}

const floorDivide = (a: bigint, b: bigint): bigint => {
  const q = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? q - 1n : q;
};
const ceilDivide = (a: bigint, b: bigint): bigint => -floorDivide(-a, b);
const ceilShift = (a: bigint): bigint => -(-a >> BITS);

/** The quotient of two whole numbers. */
export function ratio(a: bigint, b: bigint): Interval {
  return { lo: floorDivide(a << BITS, b), hi: ceilDivide(a << BITS, b) };
}

/** A finite float64 number; exact unless it has bits below 2^−192. */
export function fromNumber(value: number): Interval {
  if (!Number.isFinite(value)) throw new IntervalError(`A finite number was expected, not ${value}.`);
  const { numerator, exponent } = exactly(value);
  const shift = BigInt(exponent) + BITS;
  if (shift >= 0n) return { lo: numerator << shift, hi: numerator << shift };
  return { lo: numerator >> -shift, hi: -(-numerator >> -shift) };
}

/** value = numerator · 2^exponent, exactly. */
export function exactly(value: number): { numerator: bigint; exponent: number } {
  let exponent = 0;
  let scaled = value;
  while (!Number.isInteger(scaled)) {
    scaled *= 2 ** 32;
    exponent -= 32;
  }
  return { numerator: BigInt(scaled), exponent };
}

export function fromDoubleDouble(value: DoubleDouble): Interval {
  return value[1] === 0 ? fromNumber(value[0]) : add(fromNumber(value[0]), fromNumber(value[1]));
}

export function hull(a: Interval, b: Interval): Interval {
  return { lo: a.lo < b.lo ? a.lo : b.lo, hi: a.hi > b.hi ? a.hi : b.hi };
}

export function add(a: Interval, b: Interval): Interval {
  return { lo: a.lo + b.lo, hi: a.hi + b.hi };
}

export function subtract(a: Interval, b: Interval): Interval {
  return { lo: a.lo - b.hi, hi: a.hi - b.lo };
}

export function negate(a: Interval): Interval {
  return { lo: -a.hi, hi: -a.lo };
}

export function multiply(a: Interval, b: Interval): Interval {
  if (a.lo >= 0n && b.lo >= 0n) return { lo: (a.lo * b.lo) >> BITS, hi: ceilShift(a.hi * b.hi) };
  if (a.lo === a.hi) return b.lo === b.hi ? point(a.lo * b.lo) : ends(a.lo * b.lo, a.lo * b.hi);
  if (b.lo === b.hi) return ends(b.lo * a.lo, b.lo * a.hi);
  const p = a.lo * b.lo;
  const q = a.lo * b.hi;
  const r = a.hi * b.lo;
  const s = a.hi * b.hi;
  const low = p < q ? p : q;
  const high = p < q ? q : p;
  const low2 = r < s ? r : s;
  const high2 = r < s ? s : r;
  return { lo: (low < low2 ? low : low2) >> BITS, hi: ceilShift(high > high2 ? high : high2) };
}

const point = (product: bigint): Interval => ({ lo: product >> BITS, hi: ceilShift(product) });
const ends = (p: bigint, q: bigint): Interval =>
  p < q ? { lo: p >> BITS, hi: ceilShift(q) } : { lo: q >> BITS, hi: ceilShift(p) };

/** By a whole number, without any rounding. */
export function scale(a: Interval, factor: bigint): Interval {
  return factor < 0n ? { lo: a.hi * factor, hi: a.lo * factor } : { lo: a.lo * factor, hi: a.hi * factor };
}

/** By a whole number. */
export function divideWhole(a: Interval, divisor: bigint): Interval {
  return { lo: floorDivide(a.lo, divisor), hi: ceilDivide(a.hi, divisor) };
}

/** @throws IntervalError when the divisor contains 0 */
export function divide(a: Interval, b: Interval): Interval {
  if (b.lo <= 0n && b.hi >= 0n) throw new IntervalError("division by an interval that contains 0");
  const quotients = [a.lo, a.hi].flatMap((end) => [b.lo, b.hi].map((by) => [end << BITS, by] as const));
  let lo: bigint | undefined;
  let hi: bigint | undefined;
  for (const [n, d] of quotients) {
    const down = floorDivide(n, d);
    const up = ceilDivide(n, d);
    if (lo === undefined || down < lo) lo = down;
    if (hi === undefined || up > hi) hi = up;
  }
  return { lo: lo!, hi: hi! };
}

/** @throws IntervalError when the interval reaches below 0 */
export function squareRoot(a: Interval): Interval {
  if (a.lo < 0n) throw new IntervalError("square root of an interval that reaches below 0");
  const high = wholeRoot(a.hi << BITS);
  return { lo: wholeRoot(a.lo << BITS), hi: high * high === a.hi << BITS ? high : high + 1n };
}

/** ⌊√n⌋ by Newton's method. */
function wholeRoot(n: bigint): bigint {
  if (n < 2n) return n;
  let guess = 1n << BigInt((n.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (guess + n / guess) >> 1n;
    if (next >= guess) return guess;
    guess = next;
  }
}

/** Enlarged by a number of units of 2^−192 on both sides. */
export function widen(a: Interval, units: bigint): Interval {
  return { lo: a.lo - units, hi: a.hi + units };
}

export function contains(a: Interval, end: bigint): boolean {
  return a.lo <= end && end <= a.hi;
}

export function midpoint(a: Interval): Interval {
  const mid = (a.lo + a.hi) >> 1n;
  return { lo: mid, hi: mid };
}

/** The larger of |lo| and |hi|. */
export function magnitude(a: Interval): bigint {
  const low = a.lo < 0n ? -a.lo : a.lo;
  const high = a.hi < 0n ? -a.hi : a.hi;
  return low > high ? low : high;
}

/** The smallest |x| of the interval. */
export function mignitude(a: Interval): bigint {
  if (a.lo > 0n) return a.lo;
  return a.hi < 0n ? -a.hi : 0n;
}

/** A fixed-point number rounded to double-double. */
export function toDoubleDouble(value: bigint): DoubleDouble {
  const hi = Number(value);
  if (!Number.isFinite(hi)) throw new IntervalError("a value left the range of float64");
  const lo = Number(value - BigInt(hi));
  return [hi * 2 ** -192, lo * 2 ** -192];
}

/** Rounded to nearest, the middle of the interval. */
export function toNumber(a: Interval): number {
  return toDoubleDouble((a.lo + a.hi) >> 1n)[0];
}

/** Not smaller than the fixed-point number. */
export function upperNumber(value: bigint): number {
  const nearest = Number(value);
  const up = BigInt(nearest) < value ? nextUp(nearest) : nearest;
  return up * 2 ** -192;
}

function nextUp(value: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  view.setBigInt64(0, view.getBigInt64(0) + (value < 0 ? -1n : 1n));
  return view.getFloat64(0);
}
