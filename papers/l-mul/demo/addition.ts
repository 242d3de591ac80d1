/**
 * @file The one integer addition that L-Mul is, column by column: F(x) + F(y) − OFF (arXiv:2410.00907, section 2.2).
 *
 * F is the exponent‖mantissa field of a code. −OFF is drawn as its two's complement, because that is readable: the exponent's bits are
 * −bias, and the mantissa's bits are the constant 2^-l itself. The mantissa's column sums then are s = xm + ym + 2^-l, and the carry that
 * leaves them is ⌊s⌋.
 */
import { fieldOffset, offsetExponent, type FloatFormat } from "@working-papers/arithmetic";
import type { OperandRounding } from "./numbers.ts";

/** A code cut into its three parts, as unsigned integers. */
export interface Fields {
  readonly sign: number;
  readonly exponent: number;
  readonly mantissa: number;
}

export interface Addition {
  /** Fields of the operands as they take part: shortened to the kept bits. */
  readonly x: number;
  readonly y: number;
  /** OFF, and −OFF modulo 2^(E+M). */
  readonly offset: number;
  readonly minusOffset: number;
  /** Element i is the carry into column i, from 0 (the last mantissa bit) to E+M (what leaves the top, and is dropped). At most 2. */
  readonly carries: readonly number[];
  /** The sum modulo 2^(E+M). */
  readonly sum: number;
  /** The carry from the mantissa into the exponent. */
  readonly intoExponent: number;
}

export type Part = "sign" | "exponent" | "mantissa";

export function partOf(format: FloatFormat, bit: number): Part {
  if (bit === format.bits - 1) return "sign";
  return bit >= format.mantissaBits ? "exponent" : "mantissa";
}

/** What a set bit counts for within its part, as the exponent of two: 2^7 … 2^0 in the exponent, 2^-1 … in the mantissa. */
export function weightOf(format: FloatFormat, bit: number): number {
  return bit - format.mantissaBits;
}

export function bitOf(code: number, bit: number): number {
  return Math.floor(code / 2 ** bit) % 2;
}

export function flip(code: number, bit: number): number {
  return code + (bitOf(code, bit) === 1 ? -(2 ** bit) : 2 ** bit);
}

export function fieldsOf(format: FloatFormat, code: number): Fields {
  const field = code % 2 ** (format.bits - 1);
  const one = 2 ** format.mantissaBits;
  return { sign: bitOf(code, format.bits - 1), exponent: Math.floor(field / one), mantissa: field % one };
}

/** The exponent‖mantissa field shortened to `kept` mantissa bits; rounding to nearest may carry into the exponent. */
export function keptField(
  format: FloatFormat,
  code: number,
  kept: number,
  rounding: OperandRounding,
): number {
  const field = code % 2 ** (format.bits - 1);
  const unit = 2 ** (format.mantissaBits - kept);
  const whole = Math.floor(field / unit);
  const rest = field - whole * unit;
  const up = rounding === "nearestEven" && (2 * rest > unit || (2 * rest === unit && whole % 2 === 1));
  return (whole + (up ? 1 : 0)) * unit;
}

/** The addition for two codes of `format`, bare: zeros and specials are added like any other bits. */
export function addFields(
  format: FloatFormat,
  xCode: number,
  yCode: number,
  kept: number = format.mantissaBits,
  rounding: OperandRounding = "towardZero",
): Addition {
  const width = format.bits - 1;
  const x = keptField(format, xCode, kept, rounding);
  const y = keptField(format, yCode, kept, rounding);
  const offset = fieldOffset(format, 2 ** -offsetExponent(kept));
  const minusOffset = 2 ** width - offset;
  const carries = [0];
  let sum = 0;
  for (let i = 0; i < width; i++) {
    const column = bitOf(x, i) + bitOf(y, i) + bitOf(minusOffset, i) + carries[i];
    sum += (column % 2) * 2 ** i;
    carries.push(Math.floor(column / 2));
  }
  return { x, y, offset, minusOffset, carries, sum, intoExponent: carries[format.mantissaBits] };
}
