/**
 * @file How large the error of L-Mul is, in closed form.
 *
 * Everything is in units of 2^(xe+ye), with mantissas xm, ym independent and uniform. The paper (appendix A) counts what is *lost*,
 * exact − approximate, for operands of which only k of m mantissa bits are kept and in the formula reading: f1 and f2. What follows them
 * here is approximate − exact, for full mantissas, both readings and any constant c: the paper does not have it, and it explains why the
 * constant is 2^-4. The tests check every function against enumeration.
 */
import { offsetExponent, type LMulOptions } from "@working-papers/arithmetic";

export type Reading = NonNullable<LMulOptions["reading"]>;

/** E[xk] = ½(1 − 2^−k): the mean of a mantissa cut to k bits. */
export function meanKept(k: number): number {
  return (1 - 2 ** -k) / 2;
}

/** E[xr] = ½(2^−k − 2^−m): the mean of what is cut off when k of m mantissa bits stay. */
export function meanDropped(m: number, k: number): number {
  return (2 ** -k - 2 ** -m) / 2;
}

/**
 * What an exact multiplication loses on the mean when its operands of m mantissa bits are cut to k:
 * f1 = 2·E[xk]·E[xr] + 2·E[xr] + E[xr]².
 *
 * @throws RangeError unless 1 ≤ k ≤ m ≤ 52
 */
export function f1(m: number, k: number): number {
  checkWidths(m, k);
  const kept = meanKept(k);
  const dropped = meanDropped(m, k);
  return 2 * kept * dropped + 2 * dropped + dropped * dropped;
}

/**
 * What L-Mul in the formula reading loses beyond that by putting 2^−l(k) for xm·ym: f2 = E[xk]² − 2^−l(k). Negative where the constant is
 * the larger. L-Mul of operands cut to k bits loses f1(m, k) + f2(k).
 *
 * @throws RangeError unless k is a positive integer
 */
export function f2(k: number): number {
  const kept = meanKept(k);
  return kept * kept - 2 ** -offsetExponent(k);
}

/**
 * Mean of L-Mul − exact product for full mantissas and the constant c, 0 ≤ c < 1.
 *
 * Formula reading: the exact product has E[xm·ym] = ¼ where L-Mul has c, hence c − ¼.
 * Field reading: the carry adds (s − 1)⁺ once and 2(s − 2)⁺ again, s = xm + ym + c. For the triangular density of xm + ym their means are
 * c + (1 − c)³/6 and c³/3, and the sum is −1/12 + 3c/2 + c²/2 + c³/6.
 */
export function bias(reading: Reading, c: number): number {
  checkOffset(c);
  return reading === "formula" ? c - 1 / 4 : -1 / 12 + c * (3 / 2 + c * (1 / 2 + c / 6));
}

/** The constant for which the mean error is zero: ¼ for the formula reading, about 0.0545 for the field reading. */
export function unbiasedOffset(reading: Reading): number {
  let low = 0;
  let high = 1 / 2;
  // The bias rises with c; 60 halvings go to the last bit.
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (bias(reading, middle) < 0) low = middle;
    else high = middle;
  }
  return high;
}

export interface WorstCase {
  /** The most negative relative error, (L-Mul − exact) / exact. */
  low: number;
  /** The largest relative error. */
  high: number;
}

/**
 * The bounds of the relative error for full mantissas and the constant c, 0 ≤ c ≤ ½.
 *
 * Both readings are too large by the factor 1 + c when both mantissas are 0, and never by more. Too small they are most, for a fixed
 * xm + ym, where the mantissas are equal: in the formula reading at the top, (3 + c)/4; in the field reading where the carry begins,
 * at xm = ym = (1 − c)/2, 8/(3 − c)². (Beyond c = 0.17 that is above 1: the field reading is then never too small.)
 */
export function worstCase(reading: Reading, c: number): WorstCase {
  if (!(c >= 0 && c <= 1 / 2))
    throw new RangeError(`The bounds are known for constants from 0 to 1/2 and c is ${c}; try 1/16.`);
  return { low: reading === "formula" ? -(1 - c) / 4 : 8 / ((3 - c) * (3 - c)) - 1, high: c };
}

function checkWidths(m: number, k: number): void {
  if (!Number.isInteger(m) || !Number.isInteger(k) || k < 1 || k > m || m > 52)
    throw new RangeError(
      `Whole numbers of bits 1 ≤ k ≤ m ≤ 52 were expected, not k = ${k} and m = ${m}; keep at most the bits there are.`,
    );
}

function checkOffset(c: number): void {
  if (!(c >= 0 && c < 1))
    throw new RangeError(
      `The constant of L-Mul is a fraction from 0 up to but not including 1, not ${c}; try 1/16.`,
    );
}
