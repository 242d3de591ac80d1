/**
 * @file What a product in emulated low precision can be told, and how formats are described to the kernels.
 */
import type { FloatFormat } from "../formats/float-format.ts";
import { roundTo } from "../formats/rounding.ts";

export interface RoundedMatmulOptions {
  /** What operands are rounded to before anything else, one format for both or one for each; not rounded when absent. */
  readonly operands?: FloatFormat | readonly [a: FloatFormat, b: FloatFormat];
  /** What each product, computed in float32, is rounded to; not rounded when absent. */
  readonly product?: FloatFormat;
  /** What each partial sum, computed in float32, is rounded to; not rounded when absent. */
  readonly accumulator?: FloatFormat;
  /** As in `roundTo`: what lies beyond the largest number becomes; "infinity" when absent. */
  readonly overflow?: "infinity" | "saturate";
}

/** The formats of a product in the order in which they are used; undefined where nothing is rounded. */
export interface RoundingPlan {
  readonly a?: FloatFormat;
  readonly b?: FloatFormat;
  readonly product?: FloatFormat;
  readonly accumulator?: FloatFormat;
  readonly overflow: "infinity" | "saturate";
}

const largestFloat32 = 3.4028234663852886e38;

/** @throws RangeError for a format to which the kernels do not round */
export function roundingPlan(options: RoundedMatmulOptions = {}): RoundingPlan {
  const { operands, product, accumulator, overflow = "infinity" } = options;
  const [a, b] = operands === undefined ? [] : "bits" in operands ? [operands, operands] : operands;
  for (const format of [a, b, product, accumulator]) {
    if (!format) continue;
    const inside =
      format.exponentZero === "subnormal" &&
      format.maxFinite <= largestFloat32 &&
      format.minPositive >= 2 ** -149;
    const rounds =
      roundsByCarry(format) ||
      (format.mantissaBits < 23 && format.maxFinite * 2 ** (23 - format.mantissaBits) < 2 ** 127);
    if (!inside || !rounds)
      throw new RangeError(
        `A kernel rounds to float32, and to formats inside of it that have subnormal numbers and up to 22 mantissa bits, and got ${format.name}; round with roundVector and multiply with matmul.`,
      );
  }
  const plan: RoundingPlan = { overflow };
  return Object.assign(plan, { a, b, product, accumulator });
}

/** Which way of assembly/round.ts a format needs: its subnormal numbers are those of float32, or lie higher. */
const roundsByCarry = (format: FloatFormat) => format.minNormal === 2 ** -126;

const word = new Uint32Array(1);
const number = new Float32Array(word.buffer);
const fieldOf = (x: number) => {
  number[0] = x;
  return word[0];
};
const fromField = (field: number) => {
  word[0] = field;
  return number[0];
};

/** The field of the last float32 number that rounds to a finite one. */
function lastFinite(format: FloatFormat): number {
  let low = fieldOf(format.maxFinite);
  if (format.specials === "none") return low;
  let high = 0x7f800000;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (roundTo(format, fromField(middle)) <= format.maxFinite) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * A format as the modules want it, eight words: whether it rounds by carry; d, the mantissa bits to be dropped; just under half of 2^d; 1, or 0
 * when d is 0; the bits to keep; and as float32 fields the smallest normal number, the last that is finite, and what an overflow gives.
 */
export function describeFormat(format: FloatFormat, overflow: "infinity" | "saturate"): Uint32Array {
  const dropped = 23 - format.mantissaBits;
  const beyond =
    overflow === "saturate" || format.specials === "none"
      ? format.maxFinite
      : format.specials === "fn"
        ? NaN
        : Infinity;
  return Uint32Array.of(
    roundsByCarry(format) ? 1 : 0,
    dropped,
    dropped > 0 ? 2 ** (dropped - 1) - 1 : 0,
    dropped > 0 ? 1 : 0,
    2 ** 32 - 2 ** dropped,
    fieldOf(format.minNormal),
    lastFinite(format),
    fieldOf(beyond),
  );
}
