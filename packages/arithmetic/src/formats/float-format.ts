/**
 * @file What a binary floating-point format is: how many bits, which bias, and what its extreme codes mean.
 *
 * A format here is plain data, so that "the arithmetic of a model" can be a parameter: it can be printed, compared, sent to a worker
 * and stored in a run. IEEE 754 names three of the ready ones; the two eight-bit ones follow the OCP 8-bit floating point
 * specification, whose e4m3 gives up infinities to reach 448. Everything narrower is built with `floatFormat`.
 */

/** Which codes at the top of the range are not numbers: see `FloatFormatSpec.specials`. */
export type Specials = "ieee" | "fn" | "none";

export interface FloatFormatSpec {
  /** Shown in messages and tables; "e4m3" and the like when absent. */
  readonly name?: string;
  /** Width of the exponent field in bits, at least 1. */
  readonly exponentBits: number;
  /** Width of the stored mantissa in bits, without the hidden leading one. */
  readonly mantissaBits: number;
  /** What is subtracted from the exponent field; 2^(exponentBits-1) - 1 when absent. */
  readonly bias?: number;
  /**
   * "ieee" (default): the all-ones exponent holds infinity and NaN. "fn": only the all-ones code is NaN, there is no infinity
   * (e4m3fn). "none": every code is a finite number.
   */
  readonly specials?: Specials;
  /**
   * What the exponent field 0 means. "subnormal" (default): 0.mantissa in the lowest binade. "normal": one more binade with the hidden one,
   * in which only the all-zero code is taken, as zero; several hardware L-Mul units read their operands so.
   */
  readonly exponentZero?: "subnormal" | "normal";
}

/** A binary floating-point format. Make one with {@link floatFormat}, which fills in the derived values. */
export interface FloatFormat extends Required<FloatFormatSpec> {
  /** Width of a code in bits: sign, exponent, mantissa. */
  readonly bits: number;
  /** The largest finite value. */
  readonly maxFinite: number;
  /** The smallest positive value with a hidden one. */
  readonly minNormal: number;
  /** The smallest positive value. */
  readonly minPositive: number;
}

const words = new Uint32Array(2);
const double = new Float64Array(words.buffer);
const high = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;

/** 2^n exactly, for -1022 <= n <= 1023 (`Math.pow` makes no promise about the last bit). */
export function powerOfTwo(n: number): number {
  words[1 - high] = 0;
  words[high] = (n + 1023) << 20;
  return double[0];
}

/** floor(log2 |x|) of a float64 x that is neither zero, subnormal, infinite nor NaN. */
export function exponentOf(x: number): number {
  double[0] = x;
  return ((words[high] >>> 20) & 0x7ff) - 1023;
}

/**
 * Builds a format from its bit widths.
 *
 * The widths are limited so that the product of any two values is exact in float64 (53 bits, down to 2^-1074 and below 2^1024):
 * this is what makes `multiply` correctly rounded.
 *
 * @throws RangeError when a width is not usable
 */
export function floatFormat(spec: FloatFormatSpec): FloatFormat {
  const { exponentBits, mantissaBits, specials = "ieee", exponentZero = "subnormal" } = spec;
  const name = spec.name ?? `e${exponentBits}m${mantissaBits}`;
  if (!Number.isInteger(exponentBits) || exponentBits < 1 || exponentBits > 10)
    throw new RangeError(
      `Format ${name} needs 1 to 10 exponent bits and got ${exponentBits}; choose a width in that range.`,
    );
  const least = specials === "ieee" ? 1 : 0;
  if (!Number.isInteger(mantissaBits) || mantissaBits < least || mantissaBits > 23)
    throw new RangeError(
      `Format ${name} with specials "${specials}" needs ${least} to 23 mantissa bits and got ${mantissaBits}; choose a width in that range.`,
    );
  const bias = spec.bias ?? 2 ** (exponentBits - 1) - 1;
  const topField = 2 ** exponentBits - (specials === "ieee" ? 2 : 1);
  const lowest = (exponentZero === "subnormal" ? 1 : 0) - bias;
  const highest = topField - bias;
  if (!Number.isInteger(bias) || 2 * (lowest - mantissaBits) < -1074 || 2 * (highest + 1) > 1024)
    throw new RangeError(
      `Format ${name} with bias ${bias} spans 2^${lowest - mantissaBits} to 2^${highest + 1}, and products must stay exact in float64; ` +
        `choose an integer bias or fewer exponent bits so that both are within 2^-537 and 2^512.`,
    );
  if (topField < 1 && exponentZero === "subnormal" && specials === "ieee")
    throw new RangeError(
      `Format ${name} keeps its only non-zero exponent for infinity and NaN and has no normal number; use specials "none" or one more exponent bit.`,
    );
  if (mantissaBits === 0 && exponentZero === "subnormal" && specials === "fn" && exponentBits === 1)
    throw new RangeError(`Format ${name} has no non-zero number; add a mantissa bit.`);
  const step = powerOfTwo(-mantissaBits);
  // With "fn" the all-ones code is NaN: the last mantissa of the top binade is gone (and with no mantissa, the whole binade).
  const maxFinite =
    specials !== "fn"
      ? powerOfTwo(highest) * (2 - step)
      : mantissaBits === 0
        ? powerOfTwo(highest - 1)
        : powerOfTwo(highest) * (2 - 2 * step);
  const smallest = exponentZero === "subnormal" ? powerOfTwo(lowest) * step : powerOfTwo(lowest) * (1 + step);
  return {
    name,
    exponentBits,
    mantissaBits,
    bias,
    specials,
    exponentZero,
    bits: 1 + exponentBits + mantissaBits,
    maxFinite,
    minNormal: exponentZero === "subnormal" ? powerOfTwo(lowest) : smallest,
    minPositive: smallest,
  };
}

/** IEEE 754 binary32. */
export const float32 = floatFormat({ name: "float32", exponentBits: 8, mantissaBits: 23 });
/** IEEE 754 binary16. */
export const float16 = floatFormat({ name: "float16", exponentBits: 5, mantissaBits: 10 });
/** The upper half of float32. */
export const bfloat16 = floatFormat({ name: "bfloat16", exponentBits: 8, mantissaBits: 7 });
/** OCP FP8 E4M3: no infinity, one NaN per sign, largest value 448. */
export const float8e4m3fn = floatFormat({
  name: "float8e4m3fn",
  exponentBits: 4,
  mantissaBits: 3,
  specials: "fn",
});
/** OCP FP8 E5M2: infinities and NaNs as in IEEE 754, largest value 57344. */
export const float8e5m2 = floatFormat({ name: "float8e5m2", exponentBits: 5, mantissaBits: 2 });
