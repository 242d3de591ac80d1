/**
 * @file What a product in emulated low precision can be told, and how formats are described to the kernels.
 */
import { exponentOf, powerOfTwo, type FloatFormat } from "../formats/float-format.ts";

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

/** @throws RangeError for a format whose values are not all float32 numbers, or that has no subnormal numbers */
export function roundingPlan(options: RoundedMatmulOptions = {}): RoundingPlan {
  const { operands, product, accumulator, overflow = "infinity" } = options;
  const [a, b] = operands === undefined ? [] : "bits" in operands ? [operands, operands] : operands;
  for (const format of [a, b, product, accumulator])
    if (
      format &&
      (format.exponentZero !== "subnormal" ||
        format.maxFinite > largestFloat32 ||
        format.minPositive < 2 ** -149)
    )
      throw new RangeError(
        `A kernel rounds to formats with subnormal numbers inside of float32 and got ${format.name}; round with roundVector and multiply with matmul.`,
      );
  const plan: RoundingPlan = { overflow };
  return Object.assign(plan, { a, b, product, accumulator });
}

const word = new Uint32Array(1);
const number = new Float32Array(word.buffer);
const fieldOf = (x: number) => {
  number[0] = x;
  return word[0];
};

/** The eight words of a format in the modules' memory: see assembly/round.ts. */
export function describeFormat(format: FloatFormat, overflow: "infinity" | "saturate"): Uint32Array {
  const dropped = 23 - format.mantissaBits;
  const beyond =
    overflow === "saturate" || format.specials === "none"
      ? format.maxFinite
      : format.specials === "fn"
        ? NaN
        : Infinity;
  return Uint32Array.of(
    dropped,
    dropped > 0 ? 2 ** (dropped - 1) - 1 : 0,
    dropped > 0 ? 1 : 0,
    2 ** 32 - 2 ** dropped,
    fieldOf(format.minNormal),
    fieldOf(powerOfTwo(exponentOf(format.minPositive) + 23)),
    fieldOf(format.maxFinite),
    fieldOf(beyond),
  );
}
