/**
 * @file Between numbers and bit patterns: a code is sign | exponent field | mantissa field, read as an unsigned integer.
 *
 * Codes are what is stored, sent and added by L-Mul; numbers are what is computed with. Every value of every format is exactly a float64, so
 * decoding never rounds and encoding rounds once.
 */
import { exponentOf, powerOfTwo, type FloatFormat } from "./float-format.ts";
import { roundTo, type RoundOptions } from "./rounding.ts";

/** Codes of at most 8, 16 and 32 bits go into these. */
export type Codes = Uint8Array | Uint16Array | Uint32Array;

/** Values of a wider format can be rounded to, but its fields are not in one word. */
function checkWidth({ name, bits }: FloatFormat): void {
  if (bits > 32)
    throw new RangeError(
      `Codes have at most 32 bits and those of ${name} would have ${bits}; choose a format with fewer exponent or mantissa bits.`,
    );
}

/** The NaN this package writes: quiet, positive, no payload; the all-ones code where that is the only NaN. */
export function nanCode(format: FloatFormat): number {
  if (format.specials === "none")
    throw new RangeError(`Format ${format.name} has no NaN; replace NaN before encoding.`);
  const fieldBits = format.bits - 1;
  if (format.specials === "fn") return 2 ** fieldBits - 1;
  return 2 ** fieldBits - 2 ** (format.mantissaBits - 1);
}

/**
 * The number that `code` stands for. Every NaN code gives NaN.
 *
 * @throws RangeError when `code` is not an integer of `format.bits` bits, or these are more than 32
 */
export function decode(format: FloatFormat, code: number): number {
  checkWidth(format);
  if (!(code >= 0 && code < 2 ** format.bits) || !Number.isInteger(code))
    throw new RangeError(
      `A code of ${format.name} is an integer from 0 to ${2 ** format.bits - 1} and got ${code}; mask it to ${format.bits} bits.`,
    );
  return decodeUnchecked(format, code);
}

function decodeUnchecked(format: FloatFormat, code: number): number {
  const { exponentBits, mantissaBits, bias, specials } = format;
  const exponentField = (code >>> mantissaBits) & ((1 << exponentBits) - 1);
  const mantissa = code & ((1 << mantissaBits) - 1);
  const sign = (code >>> (exponentBits + mantissaBits)) & 1 ? -1 : 1;
  if (exponentField === (1 << exponentBits) - 1) {
    if (specials === "ieee") return mantissa === 0 ? sign * Infinity : NaN;
    if (specials === "fn" && mantissa === (1 << mantissaBits) - 1) return NaN;
  }
  if (exponentField === 0) {
    if (format.exponentZero === "subnormal") return sign * mantissa * powerOfTwo(1 - bias - mantissaBits);
    if (mantissa === 0) return sign < 0 ? -0 : 0;
  }
  return sign * ((1 << mantissaBits) + mantissa) * powerOfTwo(exponentField - bias - mantissaBits);
}

/**
 * The code of the value of `format` that `value` rounds to.
 *
 * @returns an unsigned integer of `format.bits` bits; NaN gives {@link nanCode}
 * @throws RangeError for NaN in a format without NaN, or for a format of more than 32 bits
 */
export function encode(format: FloatFormat, value: number, options: RoundOptions = {}): number {
  checkWidth(format);
  const rounded = roundTo(format, value, options);
  if (Number.isNaN(rounded)) return nanCode(format);
  const { mantissaBits, bias } = format;
  const magnitude = Math.abs(rounded);
  let field: number;
  if (magnitude === Infinity) field = 2 ** (format.bits - 1) - 2 ** mantissaBits;
  else if (magnitude === 0) field = 0;
  else if (magnitude < format.minNormal) field = magnitude / format.minPositive;
  else {
    const exponent = exponentOf(magnitude);
    // The hidden one of the significand adds 1 to the exponent field, hence the -1.
    field = (exponent + bias - 1) * 2 ** mantissaBits + magnitude * powerOfTwo(mantissaBits - exponent);
  }
  return rounded < 0 || Object.is(rounded, -0) ? field + 2 ** (format.bits - 1) : field;
}

/**
 * Decodes every code into `out` (same length).
 *
 * @throws RangeError when the lengths differ or a code has more bits than the format
 */
export function decodeVector<Out extends Float32Array | Float64Array>(
  format: FloatFormat,
  codes: ArrayLike<number>,
  out: Out,
): Out {
  sameLength("decodeVector", codes.length, out.length);
  for (let i = 0; i < codes.length; i++) out[i] = decode(format, codes[i]);
  return out;
}

/**
 * Encodes every value into `out` (same length, elements at least `format.bits` wide).
 *
 * @throws RangeError when the lengths differ, the elements of `out` are too narrow, or for NaN in a format without NaN
 */
export function encodeVector<Out extends Codes>(
  format: FloatFormat,
  values: ArrayLike<number>,
  out: Out,
  options: RoundOptions = {},
): Out {
  sameLength("encodeVector", values.length, out.length);
  if (out.BYTES_PER_ELEMENT * 8 < format.bits)
    throw new RangeError(
      `Codes of ${format.name} need ${format.bits} bits and the output has ${out.BYTES_PER_ELEMENT * 8}; use a wider typed array.`,
    );
  for (let i = 0; i < values.length; i++) out[i] = encode(format, values[i], options);
  return out;
}

function sameLength(what: string, input: number, output: number): void {
  if (input !== output)
    throw new RangeError(
      `${what} needs an output of ${input} elements and got ${output}; allocate one of the input's length.`,
    );
}
