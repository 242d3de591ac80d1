/**
 * @file What happens at the ends of the range when floats are multiplied by adding their fields.
 *
 * The field is the code without its sign, as an unsigned integer. Below the smallest normal field an operand or a result counts as zero;
 * above the largest finite one stand infinity and NaN, as the format has them.
 */
import { nanCode } from "../formats/codec.ts";
import type { FloatFormat } from "../formats/float-format.ts";

export interface FieldRange {
  /** The sign bit as an int32. */
  readonly signBit: number;
  readonly fieldMask: number;
  readonly smallest: number;
  readonly largest: number;
  /** The field of infinity, or -1 where there is none. */
  readonly infinity: number;
  /** The code of NaN, or -1 where there is none. */
  readonly nan: number;
  /** The field of a result that is too large. */
  readonly overflow: number;
}

export function fieldRange(format: FloatFormat, overflow: "infinity" | "saturate"): FieldRange {
  const fieldMask = 2 ** (format.bits - 1) - 1;
  const mantissas = 2 ** format.mantissaBits;
  const infinity = format.specials === "ieee" ? fieldMask - mantissas + 1 : -1;
  const largest =
    format.specials === "ieee" ? infinity - 1 : format.specials === "fn" ? fieldMask - 1 : fieldMask;
  const nan = format.specials === "none" ? -1 : nanCode(format);
  return {
    signBit: (2 ** (format.bits - 1)) | 0,
    fieldMask,
    smallest: format.exponentZero === "subnormal" ? mantissas : 1,
    largest,
    infinity,
    nan,
    overflow: overflow === "saturate" || nan === -1 ? largest : infinity === -1 ? nan : infinity,
  };
}

/** The product when at least one field is above `largest`: NaN if an operand is NaN or zero, otherwise Inf. */
export function specialProduct(range: FieldRange, xField: number, yField: number, sign: number): number {
  const { smallest, largest, infinity, nan } = range;
  const numbers = (xField <= largest || xField === infinity) && (yField <= largest || yField === infinity);
  return numbers && xField >= smallest && yField >= smallest ? sign | infinity : nan;
}

/** Sign and field joined, with a field out of range replaced by zero or by what overflow gives. */
export function intoRange(range: FieldRange, sign: number, field: number): number {
  if (field < range.smallest) return sign;
  if (field <= range.largest) return sign | field;
  return range.overflow === range.nan ? range.nan : sign | range.overflow;
}
