/**
 * @file Addition and multiplication in a format, correctly rounded: the exact result is rounded once.
 *
 * Both compute in float64 first, and the worry is rounding twice. A product of two significands of at most 24 bits has at most 48 and
 * `floatFormat` keeps its exponent in range, so float64 holds it exactly: only `roundTo` rounds. A sum may need more than 53 bits
 * (1 + 2^-149), so it is first rounded *to odd*: an inexact float64 sum gets an odd last bit, which can be neither a value nor a midpoint
 * of a format two or more bits narrower. The second rounding then decides as if it saw the exact sum, in every rounding mode
 * (Boldo and Melquiond, "Emulation of FMA and correctly rounded sums", IEEE Transactions on Computers 57, 2008).
 */
import type { FloatFormat } from "./float-format.ts";
import { roundTo, type RoundOptions } from "./rounding.ts";

const sumBits = new BigInt64Array(1);
const sumValue = new Float64Array(sumBits.buffer);

/** a + b rounded to odd, for finite a and b whose sum does not overflow. */
function addToOdd(a: number, b: number): number {
  const sum = a + b;
  // Knuth's TwoSum: `error` is exactly (a + b) - sum.
  const bPart = sum - a;
  const error = a - (sum - bPart) + (b - bPart);
  if (!(Math.abs(error) > 0)) return sum;
  sumValue[0] = sum;
  if ((sumBits[0] & 1n) === 0n) sumBits[0] += error > 0 === sum > 0 ? 1n : -1n;
  return sumValue[0];
}

/**
 * x + y in `format`: the exact sum of two numbers of the format, rounded once. Exact cancellation gives +0; Inf - Inf gives NaN.
 * Operands that are not values of the format should be rounded to it first.
 */
export function add(format: FloatFormat, x: number, y: number, options: RoundOptions = {}): number {
  const finite = Number.isFinite(x) && Number.isFinite(y);
  return roundTo(format, finite ? addToOdd(x, y) : x + y, options);
}

/**
 * x · y in `format`: the exact product of two numbers of the format, rounded once. Inf · 0 gives NaN.
 * Operands that are not values of the format should be rounded to it first.
 */
export function multiply(format: FloatFormat, x: number, y: number, options: RoundOptions = {}): number {
  return roundTo(format, x * y, options);
}
