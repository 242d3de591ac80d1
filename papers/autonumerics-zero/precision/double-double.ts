/**
 * @file Double-double arithmetic: a number as the unevaluated sum of two float64 numbers, about 32 digits.
 *
 * Dekker (1971) and Knuth's error-free sums and products; the compound operations are those whose bounds Joldeş, Muller and Popescu
 * proved ("Tight and rigorous error bounds for basic building blocks of double-word arithmetic", 2017). Only + − × ÷ √ of float64
 * occur, so that results are the same bits in every engine.
 */

/** hi + lo with |lo| ≤ ½ ulp(hi). */
export type DoubleDouble = readonly [hi: number, lo: number];

export const ZERO: DoubleDouble = [0, 0];
export const ONE: DoubleDouble = [1, 0];

/** s + e = a + b exactly, s the rounded sum. */
function twoSum(a: number, b: number): DoubleDouble {
  const s = a + b;
  const part = s - a;
  return [s, a - (s - part) + (b - part)];
}

/** The same where |a| ≥ |b|. */
function quickTwoSum(a: number, b: number): DoubleDouble {
  const s = a + b;
  return [s, b - (s - a)];
}

const SPLIT = 134217729; // 2^27 + 1

/** p + e = a · b exactly, p the rounded product; float64 has no fused operation in JavaScript, so the factors are split (Dekker). */
export function twoProduct(a: number, b: number): DoubleDouble {
  const p = a * b;
  const aBig = SPLIT * a;
  const aHigh = aBig - (aBig - a);
  const aLow = a - aHigh;
  const bBig = SPLIT * b;
  const bHigh = bBig - (bBig - b);
  const bLow = b - bHigh;
  return [p, aHigh * bHigh - p + aHigh * bLow + aLow * bHigh + aLow * bLow];
}

/** Infinite and undefined values keep no lower part: ∞ − ∞ inside an error term would turn them into NaN. */
function settled(hi: number, lo: number): DoubleDouble {
  return lo - lo === 0 ? quickTwoSum(hi, lo) : [hi, 0];
}

export function add(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const high = twoSum(a[0], b[0]);
  if (high[1] - high[1] !== 0) return [a[0] + b[0], 0];
  const low = twoSum(a[1], b[1]);
  const first = quickTwoSum(high[0], high[1] + low[0]);
  return quickTwoSum(first[0], low[1] + first[1]);
}

export function negate(a: DoubleDouble): DoubleDouble {
  return [-a[0], -a[1]];
}

export function subtract(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  return add(a, negate(b));
}

export function multiply(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const [p, e] = twoProduct(a[0], b[0]);
  return settled(p, e + (a[0] * b[1] + a[1] * b[0]));
}

export function divide(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const q = a[0] / b[0];
  if (q - q !== 0 || b[0] - b[0] !== 0) return [q, 0];
  const rest = subtract(a, multiply(b, [q, 0]));
  const q2 = rest[0] / b[0];
  const rest2 = subtract(rest, multiply(b, [q2, 0]));
  const [s, e] = quickTwoSum(q, q2);
  return add([s, e], [rest2[0] / b[0], 0]);
}

export function squareRoot(a: DoubleDouble): DoubleDouble {
  const root = Math.sqrt(a[0]);
  if (!(root > 0) || root - root !== 0) return [root, 0];
  const rest = subtract(a, twoProduct(root, root));
  return quickTwoSum(root, rest[0] / (2 * root));
}

export function absolute(a: DoubleDouble): DoubleDouble {
  return a[0] < 0 ? negate(a) : a;
}

/** −1, 0 or 1. */
export function compare(a: DoubleDouble, b: DoubleDouble): number {
  return Math.sign(a[0] - b[0]) || Math.sign(a[1] - b[1]);
}

export function fromNumber(value: number): DoubleDouble {
  return [value, 0];
}
