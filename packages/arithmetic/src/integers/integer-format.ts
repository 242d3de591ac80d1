/**
 * @file What an integer format is: how many bits, signed or not, and between which codes a quantizer stays.
 *
 * A code here is the integer itself. Formats of up to 8, 16 and 32 bits are kept in typed arrays of that width; {@link packNibbles} packs
 * two codes of 4 bits into a byte for storage.
 */

/** Arrays that hold codes of integer formats. */
export type IntegerCodes = Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array;

/** An integer format. Make one with {@link integerFormat}. */
export interface IntegerFormat {
  readonly name: string;
  /** Width of a code in bits, from 2 to 32. */
  readonly bits: number;
  readonly signed: boolean;
  /** The smallest code. */
  readonly min: number;
  /** The largest code. */
  readonly max: number;
}

/**
 * Builds a format from its width. `restricted` leaves out the most negative code, so that the codes are symmetric about zero: kernels for
 * which -128 · -128 is one too many want int8 weights so.
 *
 * @throws RangeError when the width is not usable, or for a restricted format without sign
 */
export function integerFormat(spec: {
  readonly bits: number;
  readonly signed?: boolean;
  readonly restricted?: boolean;
  readonly name?: string;
}): IntegerFormat {
  const { bits, signed = true, restricted = false } = spec;
  const name = spec.name ?? `${signed ? "int" : "uint"}${bits}${restricted ? "r" : ""}`;
  if (!Number.isInteger(bits) || bits < 2 || bits > 32)
    throw new RangeError(
      `Format ${name} needs 2 to 32 bits and got ${bits}; choose a width in that range, and signs alone for one bit.`,
    );
  if (restricted && !signed)
    throw new RangeError(
      `Format ${name} has no negative code to leave out; use a signed format or drop "restricted".`,
    );
  const half = 2 ** (bits - 1);
  return {
    name,
    bits,
    signed,
    min: signed ? -half + (restricted ? 1 : 0) : 0,
    max: signed ? half - 1 : 2 * half - 1,
  };
}

export const int4 = integerFormat({ bits: 4 });
export const uint4 = integerFormat({ bits: 4, signed: false });
export const int8 = integerFormat({ bits: 8 });
export const uint8 = integerFormat({ bits: 8, signed: false });
export const int16 = integerFormat({ bits: 16 });
export const int32 = integerFormat({ bits: 32 });

/** An array of zeros for codes of `format`: the narrowest that holds them. */
export function allocateCodes(format: IntegerFormat, length: number): IntegerCodes {
  if (format.bits <= 8) return format.signed ? new Int8Array(length) : new Uint8Array(length);
  if (format.bits <= 16) return format.signed ? new Int16Array(length) : new Uint16Array(length);
  return format.signed ? new Int32Array(length) : new Uint32Array(length);
}

/**
 * Two codes of 4 bits a byte, the first in the low half, as ONNX stores them; an odd last byte has a high half of 0.
 *
 * @throws RangeError for a code that is not one of `int4` or `uint4`
 */
export function packNibbles(codes: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(codes.length / 2));
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i];
    if (!Number.isInteger(code) || code < -8 || code > 15)
      throw new RangeError(`A code of 4 bits is from -8 to 15 and got ${code}; quantize to int4 or uint4.`);
    bytes[i >> 1] |= (code & 15) << (4 * (i & 1));
  }
  return bytes;
}

/** The first `length` codes of what {@link packNibbles} packed. @throws RangeError when there are not so many */
export function unpackNibbles(bytes: Uint8Array, length: number, signed = true): Int8Array | Uint8Array {
  if (!Number.isSafeInteger(length) || length < 0 || length > 2 * bytes.length)
    throw new RangeError(
      `${bytes.length} bytes hold ${2 * bytes.length} codes of 4 bits and ${length} were asked for; check the shape.`,
    );
  const codes = signed ? new Int8Array(length) : new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    const nibble = (bytes[i >> 1] >> (4 * (i & 1))) & 15;
    codes[i] = signed && nibble > 7 ? nibble - 16 : nibble;
  }
  return codes;
}
