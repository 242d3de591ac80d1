/**
 * @file Dynamic fixed point: integers that share one exponent, x ≈ code · 2^exponent (arXiv:1802.00930, section 3).
 *
 * With P-bit codes and the largest magnitude of the tensor in [2^emax, 2^(emax+1)), the exponent is E = emax - (P - 2): the largest number uses
 * all bits. Every bit of headroom given up raises E by one and makes sums of products four times as long safe from overflow (see
 * safe-chain.ts). The paper's authors train with P = 16 and, in their published code (libxsmm), two bits of headroom.
 *
 * Scaling is by powers of two and therefore exact; only the rounding to an integer loses anything.
 */
import { exponentOf, powerOfTwo } from "../formats/float-format.ts";
import { integerRounder, type IntegerRounding } from "./integer-rounding.ts";

/** A tensor in dynamic fixed point. */
export interface DynamicFixedPoint {
  readonly codes: Int16Array;
  /** One for the whole tensor, or one for each block of `blockLength` elements. */
  readonly exponents: Int32Array;
  /** Consecutive elements that share an exponent; the tensor's length when there is one exponent. The last block may be shorter. */
  readonly blockLength: number;
  /** Non-zero numbers that became 0 because they are small beside the largest of their block. */
  readonly flushed: number;
  /** Numbers that rounded beyond the largest code and were held there. */
  readonly clamped: number;
}

export interface FixedPointOptions {
  /** P: width of a code with its sign, 2 to 16; 16 when absent. */
  readonly bits?: number;
  /** Leading bits left unused, from 0 to bits - 2; 0 when absent. */
  readonly headroom?: number;
  /** Consecutive elements that share an exponent; all when absent. */
  readonly blockLength?: number;
  /** "nearestEven" when absent. */
  readonly rounding?: IntegerRounding;
  /**
   * Where codes stop. "headroom" (default): at ±(2^(P-1-headroom) - 1), on which the safe chains count; the number nearest the next power
   * of two may be off by a whole step. "width": at ±(2^(P-1) - 1), as the authors' quantizer, which uses one more code when rounding reaches it.
   */
  readonly limit?: "headroom" | "width";
}

/**
 * floor(log2 of the largest magnitude), which is exact and costs one pass; -1 for zeros only, as frexp has it.
 *
 * @throws RangeError for NaN and infinities
 */
export function largestExponent(values: Float32Array, from = 0, to = values.length): number {
  let largest = 0;
  for (let i = from; i < to; i++) {
    const magnitude = Math.abs(values[i]);
    if (!(magnitude < Infinity))
      throw new RangeError(
        `Element ${i} is ${values[i]}, which has no fixed-point code; find out where it comes from before quantizing.`,
      );
    if (magnitude > largest) largest = magnitude;
  }
  return largest === 0 ? -1 : exponentOf(largest);
}

/**
 * Rounds float32 numbers to dynamic fixed point.
 *
 * @throws RangeError when an option is out of its range, or for NaN and infinities
 */
export function toFixedPoint(values: Float32Array, options: FixedPointOptions = {}): DynamicFixedPoint {
  const { bits = 16, headroom = 0, rounding = "nearestEven", limit: place = "headroom" } = options;
  const blockLength = options.blockLength ?? Math.max(values.length, 1);
  if (!Number.isInteger(bits) || bits < 2 || bits > 16)
    throw new RangeError(
      `Fixed-point codes have 2 to 16 bits and got ${bits}; choose a width in that range.`,
    );
  if (!Number.isInteger(headroom) || headroom < 0 || headroom > bits - 2)
    throw new RangeError(
      `Codes of ${bits} bits can spare 0 to ${bits - 2} of them and got a headroom of ${headroom}; keep a sign and one bit.`,
    );
  if (!Number.isSafeInteger(blockLength) || blockLength < 1)
    throw new RangeError(
      `A block needs 1 or more elements and got ${blockLength}; leave blockLength out for one exponent.`,
    );
  const round = integerRounder(rounding);
  const limit = 2 ** (bits - 1 - (place === "headroom" ? headroom : 0)) - 1;
  const codes = new Int16Array(values.length);
  const exponents = new Int32Array(Math.max(Math.ceil(values.length / blockLength), 1));
  let flushed = 0;
  let clamped = 0;
  for (let block = 0; block < exponents.length; block++) {
    const from = block * blockLength;
    const to = Math.min(from + blockLength, values.length);
    const exponent = largestExponent(values, from, to) - (bits - 2) + headroom;
    exponents[block] = exponent;
    const scale = powerOfTwo(-exponent);
    for (let i = from; i < to; i++) {
      const code = round(values[i] * scale);
      codes[i] = Math.min(Math.max(code, -limit), limit);
      if (Math.abs(code) > limit) clamped++;
      if (codes[i] === 0 && values[i] !== 0) flushed++;
    }
  }
  return { codes, exponents, blockLength, flushed, clamped };
}

/** The numbers that codes and exponents stand for; rounded only where they leave the range of float32. */
export function fromFixedPoint({ codes, exponents, blockLength }: DynamicFixedPoint): Float32Array {
  return Float32Array.from(codes, (code, i) => code * powerOfTwo(exponents[Math.floor(i / blockLength)]));
}

/** One integer with its own exponent: code · 2^exponent. */
export interface FixedPointNumber {
  readonly code: number;
  readonly exponent: number;
}

/** Exact: codes multiply (16 bits each into 32), exponents add (section 3.2 of the paper). */
export function multiplyFixed(x: FixedPointNumber, y: FixedPointNumber): FixedPointNumber {
  return { code: x.code * y.code, exponent: x.exponent + y.exponent };
}

/**
 * The operand with the smaller exponent is shifted right to the larger one, towards -Inf as an arithmetic shift does, and the codes add
 * (section 3.2). The result needs one bit more than the operands.
 */
export function addFixed(x: FixedPointNumber, y: FixedPointNumber): FixedPointNumber {
  const exponent = Math.max(x.exponent, y.exponent);
  const aligned = (z: FixedPointNumber) =>
    Math.floor(z.code * powerOfTwo(-Math.min(exponent - z.exponent, 1022)));
  return { code: aligned(x) + aligned(y), exponent };
}

/**
 * A tensor of 32-bit integers brought down to codes of `bits` bits with one shift r, the smallest that makes all fit: with n the position of the
 * leading one of max|x|, r = max(0, n - (P - 1)) and code = (x + 2^(r-1)) >> r (section 3.2). The largest may round to 2^(P-1), where it is held.
 */
export function downConvert(
  values: Int32Array,
  exponent: number,
  options: Pick<FixedPointOptions, "bits" | "headroom"> = {},
): DynamicFixedPoint {
  const { bits = 16, headroom = 0 } = options;
  const width = bits - 1 - headroom;
  if (!Number.isInteger(bits) || bits > 16 || !Number.isInteger(headroom) || headroom < 0 || width < 1)
    throw new RangeError(
      `Codes have 2 to 16 bits and keep a sign and one bit, and got ${bits} bits with a headroom of ${headroom}; choose within that.`,
    );
  // The bits of all magnitudes or-ed together have the leading one of the largest; -(-2^31) is 2^31, whose bit the or keeps as the sign.
  let union = 0;
  for (const x of values) union |= x < 0 ? -x : x;
  const shift = Math.max(0, 32 - Math.clz32(union) - width);
  const limit = 2 ** width - 1;
  const half = shift > 0 ? 2 ** (shift - 1) : 0;
  const codes = new Int16Array(values.length);
  let flushed = 0;
  let clamped = 0;
  for (let i = 0; i < values.length; i++) {
    const code = Math.floor((values[i] + half) / 2 ** shift);
    codes[i] = Math.min(Math.max(code, -limit), limit);
    if (Math.abs(code) > limit) clamped++;
    if (code === 0 && values[i] !== 0) flushed++;
  }
  return {
    codes,
    exponents: Int32Array.of(exponent + shift),
    blockLength: Math.max(values.length, 1),
    flushed,
    clamped,
  };
}
