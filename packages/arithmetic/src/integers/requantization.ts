/**
 * @file From 32-bit sums back to narrow codes without floating point: multiply by an integer, shift right, round.
 *
 * The factor M = S_in / S_out becomes multiplier · 2^-shift with a multiplier of at most 31 bits (a dyadic number: HAWQ-V3, I-ViT; gemmlowp and
 * TensorFlow Lite do the same). There are two ways to round, and they differ in about three of a hundred results by one:
 *   - once: floor(z · multiplier / 2^shift + 1/2), the exact product rounded at the end;
 *   - twice, as gemmlowp: a doubling high multiplication, which rounds off 31 bits, and then a rounding shift for the rest.
 * Products of up to 62 bits are kept exact in two float64 numbers.
 */
import { exponentOf, powerOfTwo } from "../formats/float-format.ts";
import { allocateCodes, int32, type IntegerCodes, type IntegerFormat } from "./integer-format.ts";

/** multiplier · 2^-shift. */
export interface Dyadic {
  /** A 32-bit integer; its sign is the factor's. */
  readonly multiplier: number;
  readonly shift: number;
}

/**
 * The dyadic number nearest to `factor` with a multiplier of `bits` magnitude bits: m = floor(f · 2^bits + 1/2) where factor = f · 2^e and
 * 1/2 ≤ f < 1. With 31 and 24 bits results of 8 bits are those of the exact factor; 22 bits are off by one in a few of a million, 16 bits in
 * about seven of 100,000, 8 bits in one or two of a hundred.
 *
 * @param bits 1 to 31, 31 when absent
 * @throws RangeError when the factor is not finite or is too small or too large for 32-bit sums
 */
export function dyadic(factor: number, bits = 31): Dyadic {
  if (!Number.isInteger(bits) || bits < 1 || bits > 31)
    throw new RangeError(`A multiplier has 1 to 31 bits and got ${bits}; choose a width in that range.`);
  if (factor === 0) return { multiplier: 0, shift: 0 };
  const magnitude = Math.abs(factor);
  if (!(magnitude >= 2 ** -62 && magnitude < 2 ** 31))
    throw new RangeError(
      `A factor of 32-bit sums is from 2^-62 to 2^31 in magnitude and got ${factor}; check the two scales it comes from.`,
    );
  let exponent = exponentOf(magnitude) + 1;
  let multiplier = Math.floor(magnitude * powerOfTwo(bits - exponent) + 0.5);
  // Rounded up to a power of two that needs one bit more.
  if (multiplier === 2 ** bits) {
    multiplier /= 2;
    exponent++;
  }
  return { multiplier: Math.sign(factor) * multiplier, shift: bits - exponent };
}

/** The value of a dyadic number. */
export function dyadicValue({ multiplier, shift }: Dyadic): number {
  return multiplier * powerOfTwo(-shift);
}

const saturate = (x: number) => Math.min(Math.max(x, int32.min), int32.max);

/**
 * floor(z · multiplier / 2^shift + 1/2), saturated to 32 bits: one rounding, ties towards +Inf.
 *
 * @param z a 32-bit integer
 */
export function multiplyRoundingOnce(z: number, { multiplier, shift }: Dyadic): number {
  // z · multiplier = high · 2^16 + low with 0 <= low < 2^16, both parts exact.
  const lowHalf = multiplier & 0xffff;
  const low = z * lowHalf;
  const carry = Math.floor(low / 0x10000);
  const high = z * ((multiplier - lowHalf) / 0x10000) + carry;
  if (shift > 16) return saturate(Math.floor((high + powerOfTwo(shift - 17)) * powerOfTwo(16 - shift)));
  // At most 16 bits are dropped: they all come from the low part, and anything beyond 2^53 saturates.
  const rest = (low - carry * 0x10000) * powerOfTwo(-shift);
  return saturate(high * powerOfTwo(16 - shift) + Math.floor(rest + 0.5));
}

/**
 * gemmlowp's SaturatingRoundingDoublingHighMul: (a · b · 2) / 2^32 rounded to nearest, ties towards +Inf; -2^31 · -2^31, which alone would
 * not fit, gives 2^31 - 1.
 */
export function doublingHighMultiply(a: number, b: number): number {
  return multiplyRoundingOnce(a, { multiplier: b, shift: 31 });
}

/** gemmlowp's RoundingDivideByPOT: x / 2^exponent to nearest, ties away from zero. @param exponent 0 to 31 */
export function roundingShift(x: number, exponent: number): number {
  const divisor = powerOfTwo(exponent);
  return Math.sign(x) * Math.floor((Math.abs(x) + divisor / 2) / divisor) + 0;
}

/**
 * gemmlowp's two steps for a multiplier of 31 bits: {@link doublingHighMultiply}, then {@link roundingShift}. A factor of 1/2 or more
 * leaves nothing for the second, so that it is {@link multiplyRoundingOnce}.
 */
export function multiplyRoundingTwice(z: number, factor: Dyadic): number {
  const { multiplier, shift } = factor;
  if (shift <= 31) return multiplyRoundingOnce(z, factor);
  return shift > 62 ? 0 : roundingShift(doublingHighMultiply(z, multiplier), shift - 31);
}

export interface Requantization {
  readonly format: IntegerFormat;
  /** One for all, or one per column of the sums (channels last). */
  readonly factors: readonly Dyadic[];
  /** Added after scaling; 0 when absent. */
  readonly zeroPoint?: number;
  /** "once" when absent. */
  readonly rounding?: "once" | "twice";
}

/**
 * Sums of a matrix product, [rows, factors.length] row-major (any shape when there is one factor), as codes:
 * clamp(round(sum · factor) + zeroPoint).
 *
 * @throws RangeError when the length is no multiple of the number of factors
 */
export function requantize(sums: Int32Array, requantization: Requantization): IntegerCodes {
  const { format, factors, zeroPoint = 0, rounding = "once" } = requantization;
  if (factors.length === 0 || sums.length % factors.length !== 0)
    throw new RangeError(
      `${factors.length} factors need a multiple of as many sums and got ${sums.length}; give one factor, or one per column.`,
    );
  const multiply = rounding === "once" ? multiplyRoundingOnce : multiplyRoundingTwice;
  const codes = allocateCodes(format, sums.length);
  for (let i = 0; i < sums.length; i++) {
    const code = multiply(sums[i], factors[i % factors.length]) + zeroPoint;
    codes[i] = Math.min(Math.max(code, format.min), format.max);
  }
  return codes;
}
