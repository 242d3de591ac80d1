/**
 * @file The constant that L-Mul adds in place of the product of the two mantissas.
 *
 * arXiv:2410.00907, section 2.2: (1 + xm)(1 + ym) = 1 + xm + ym + xm·ym, and L-Mul replaces xm·ym by 2^-l(m), with l(m) found by trial
 * for m mantissa bits. As an integer addition of fields the constant and the doubly counted bias become one number.
 */
import type { FloatFormat } from "../formats/float-format.ts";

/** l(m) of arXiv:2410.00907, equation 1: m for m <= 3, 3 for m = 4, 4 above. @throws RangeError for m < 1 */
export function offsetExponent(mantissaBits: number): number {
  if (!Number.isInteger(mantissaBits) || mantissaBits < 1)
    throw new RangeError(
      `L-Mul is defined for 1 or more mantissa bits and got ${mantissaBits}; give a positive integer.`,
    );
  if (mantissaBits <= 3) return mantissaBits;
  return mantissaBits === 4 ? 3 : 4;
}

/**
 * OFF in F(z) = F(x) + F(y) - OFF, where F is the exponent‖mantissa field as an unsigned integer:
 * OFF = (bias << M) - round(c · 2^M), with c = 2^-l(M) when `offset` is absent.
 */
export function fieldOffset(format: FloatFormat, offset?: number): number {
  return (
    format.bias * 2 ** format.mantissaBits -
    mantissaConstant(format, offset ?? 2 ** -offsetExponent(format.mantissaBits))
  );
}

/** The constant c in units of the last mantissa bit. @throws RangeError unless 0 <= c < 1 */
export function mantissaConstant(format: FloatFormat, offset: number): number {
  if (!(offset >= 0 && offset < 1))
    throw new RangeError(
      `The L-Mul offset is a fraction from 0 up to but not including 1 and got ${offset}; try 1/16.`,
    );
  return Math.min(Math.round(offset * 2 ** format.mantissaBits), 2 ** format.mantissaBits - 1);
}
