/**
 * @file A narrow float multiplier made of an integer adder and a few bits of correction, with correctly rounded results.
 *
 * For very short mantissas the plain sum of fields is nearly the rounded product already, and what is missing is a function of the two
 * mantissas alone: for e5m2 and e4m3 at most a carry into the last bit. Lindberg and Gustafsson (arXiv:2406.18441) build fp8 multipliers so.
 * It is the fair baseline for L-Mul at eight bits: the same adder, and exact.
 */
import type { FloatFormat } from "../formats/float-format.ts";
import { fieldRange, intoRange, specialProduct } from "./field-range.ts";

/** How the exact product is rounded to the format. */
export type ProductRounding = "nearestEven" | "towardZero";

/**
 * (field of the correctly rounded product) - (plain sum of fields) for every pair of mantissas in the normal range.
 *
 * @returns element (xm << M) | ym is the correction for the mantissas xm and ym, in units of the last place; from 0 to 3 for M <= 4
 * @throws RangeError for formats of more than 10 mantissa bits, whose table would not fit
 */
export function carryTable(mantissaBits: number, rounding: ProductRounding = "nearestEven"): Uint16Array {
  if (!Number.isInteger(mantissaBits) || mantissaBits < 0 || mantissaBits > 10)
    throw new RangeError(
      `A carry table is built for 0 to 10 mantissa bits and got ${mantissaBits}; use a narrower format.`,
    );
  const one = 2 ** mantissaBits;
  const table = new Uint16Array(one * one);
  for (let xm = 0; xm < one; xm++)
    for (let ym = 0; ym < one; ym++) {
      const product = (one + xm) * (one + ym);
      const carried = product >= 2 * one * one;
      const unit = carried ? 2 * one : one;
      const whole = Math.floor(product / unit);
      const rest = product - whole * unit;
      const up = rounding === "nearestEven" && (2 * rest > unit || (2 * rest === unit && whole % 2 === 1));
      // The field counts on from the binade of xe + ye: one more binade is `one` more.
      const field = whole + (up ? 1 : 0) - one + (carried ? one : 0);
      table[xm * one + ym] = field - (xm + ym);
    }
  return table;
}

/**
 * A multiplier of codes of `format` by integer addition with the correction of {@link carryTable}. In the normal range the result is the
 * correctly rounded product; zeros, subnormals, specials and the ends of the range follow the rules of L-Mul (subnormals count as zero).
 *
 * @throws RangeError for formats of more than 10 mantissa bits
 */
export function carryCorrectedFunction(
  format: FloatFormat,
  options: { readonly rounding?: ProductRounding; readonly overflow?: "infinity" | "saturate" } = {},
): (x: number, y: number) => number {
  const { rounding = "nearestEven", overflow = "infinity" } = options;
  const M = format.mantissaBits;
  const table = carryTable(M, rounding);
  const range = fieldRange(format, rounding === "towardZero" ? "saturate" : overflow);
  const mantissaMask = 2 ** M - 1;
  const biasField = format.bias * 2 ** M;
  return (x, y) => {
    const xField = x & range.fieldMask;
    const yField = y & range.fieldMask;
    const sign = (x ^ y) & range.signBit;
    if (xField > range.largest || yField > range.largest)
      return specialProduct(range, xField, yField, sign) >>> 0;
    if (xField < range.smallest || yField < range.smallest) return sign >>> 0;
    const carry = table[((xField & mantissaMask) << M) | (yField & mantissaMask)];
    return intoRange(range, sign, xField + yField - biasField + carry) >>> 0;
  };
}
