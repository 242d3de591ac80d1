/**
 * @file Rounding a number to the nearest value of a format, without going through its code.
 *
 * Simulated quantization ("fake quantization") needs values, not bit patterns. Dividing by the spacing of the binade turns the question
 * into rounding to an integer; both that division and the multiplication back are by a power of two and hence exact.
 */
import { exponentOf, powerOfTwo, type FloatFormat } from "./float-format.ts";

/** Which neighbour a value between two representable ones goes to. */
export type Rounding = "nearestEven" | "towardZero" | "nearestAway";

export interface RoundOptions {
  /**
   * "nearestEven" (default): ties to the even mantissa. "nearestAway": ties away from zero. "towardZero": the mantissa is cut off,
   * so that no finite value ever overflows.
   */
  readonly rounding?: Rounding;
  /**
   * What a value that rounds beyond the largest finite one becomes. "infinity" (default): infinity, or NaN in a format "fn" that has
   * none. "saturate": the largest finite value, for infinite inputs too. A format with no special codes always saturates.
   */
  readonly overflow?: "infinity" | "saturate";
}

/** 2^52 + x - 2^52 drops the fraction of 0 <= x < 2^51 to nearest even: float64 itself does the rounding. */
const dropFraction = 2 ** 52;

function toInteger(x: number, rounding: Rounding): number {
  if (rounding === "nearestEven") return x + dropFraction - dropFraction;
  const whole = Math.floor(x);
  return rounding === "nearestAway" && x - whole >= 0.5 ? whole + 1 : whole;
}

/** Below the normal range the spacing no longer shrinks: what is left is a multiple of the smallest positive value. */
function belowNormal(format: FloatFormat, magnitude: number, rounding: Rounding): number {
  if (format.exponentZero === "subnormal")
    return toInteger(magnitude / format.minPositive, rounding) * format.minPositive;
  // Only zero and the smallest value are there, and the latter is no power of two, so a division would round: compare with the midpoint.
  const midpoint = format.minPositive / 2;
  const up =
    rounding !== "towardZero" &&
    (magnitude > midpoint || (magnitude === midpoint && rounding === "nearestAway"));
  return up ? format.minPositive : 0;
}

function overflowValue(format: FloatFormat, overflow: RoundOptions["overflow"]): number {
  if (overflow === "saturate" || format.specials === "none") return format.maxFinite;
  return format.specials === "fn" ? NaN : Infinity;
}

/**
 * The value of `format` that `value` rounds to (IEEE 754, section 4.3: as if with unbounded exponent, then checked for overflow).
 * The sign of zero is kept.
 *
 * @throws RangeError for NaN in a format without NaN
 */
export function roundTo(format: FloatFormat, value: number, options: RoundOptions = {}): number {
  const { rounding = "nearestEven", overflow = "infinity" } = options;
  const magnitude = Math.abs(value);
  if (!(magnitude < Infinity)) {
    if (magnitude === Infinity)
      return value > 0 ? overflowValue(format, overflow) : -overflowValue(format, overflow);
    if (format.specials === "none")
      throw new RangeError(`Format ${format.name} has no NaN to round NaN to; replace NaN before rounding.`);
    return NaN;
  }
  let rounded: number;
  if (magnitude < format.minNormal) {
    rounded = belowNormal(format, magnitude, rounding);
  } else {
    const spacing = powerOfTwo(exponentOf(magnitude) - format.mantissaBits);
    rounded = toInteger(magnitude / spacing, rounding) * spacing;
    if (rounded > format.maxFinite)
      rounded = rounding === "towardZero" ? format.maxFinite : overflowValue(format, overflow);
  }
  return value < 0 || Object.is(value, -0) ? -rounded : rounded;
}

/**
 * Rounds every element of `values` into `out` (same length; may be `values` itself).
 *
 * @throws RangeError when the lengths differ, or for NaN in a format without NaN
 */
export function roundVector<Out extends Float32Array | Float64Array>(
  format: FloatFormat,
  values: ArrayLike<number>,
  out: Out,
  options: RoundOptions = {},
): Out {
  if (out.length !== values.length)
    throw new RangeError(
      `roundVector needs an output of ${values.length} elements and got ${out.length}; allocate one of the input's length.`,
    );
  for (let i = 0; i < values.length; i++) out[i] = roundTo(format, values[i], options);
  return out;
}
