/**
 * @file What an integer product can be told, and the checks that every provider makes.
 */
import { safeChain } from "../integers/safe-chain.ts";

export type IntegerOperand = Int8Array | Uint8Array | Int16Array;

export interface IntegerMatmulOptions {
  /** Subtracted from each element of a, which then has 8 bits; 0 when absent. */
  readonly aZeroPoint?: number;
  /** Subtracted from each element of b, which then has 8 bits; 0 when absent. */
  readonly bZeroPoint?: number;
}

export interface FixedPointMatmulOptions {
  /**
   * Pair products (two steps of k each) that are added in 32 bits before the sum goes on in `accumulator`: 1 to 512. When absent, the longest
   * that `safeChain` proves for the largest magnitudes in the operands. A longer one wraps around where it overflows.
   */
  readonly chain?: number;
  /**
   * "float32" (default): each chain's sum is rounded to float32 and added in float32 (arXiv:1802.00930, section 3.3). "exact": chains are added
   * without error, and the result is rounded once.
   */
  readonly accumulator?: "float32" | "exact";
  /** Multiplies every result, in dynamic fixed point 2^(Ea + Eb); 1 when absent. */
  readonly scale?: number;
}

/** The longest chain: what is packed of k at once. */
export const longestChain = 512;

/** @throws RangeError for a zero point that is not a code of its operand, or of an operand of 16 bits */
export function zeroPoints(
  a: IntegerOperand,
  b: IntegerOperand,
  { aZeroPoint = 0, bZeroPoint = 0 }: IntegerMatmulOptions = {},
): [a: number, b: number] {
  for (const [name, operand, zero] of [
    ["a", a, aZeroPoint],
    ["b", b, bZeroPoint],
  ] as const) {
    const [min, max] =
      operand instanceof Int8Array ? [-128, 127] : operand instanceof Uint8Array ? [0, 255] : [0, 0];
    if (!Number.isInteger(zero) || zero < min || zero > max)
      throw new RangeError(
        `The zero point of ${name} is an integer from ${min} to ${max} for its array type and got ${zero}; use the one it was quantized with.`,
      );
  }
  return [aZeroPoint, bZeroPoint];
}

/**
 * The options with their defaults, of which a chain may need to know the largest magnitude in each operand.
 *
 * @throws RangeError when an option is out of its range, or no chain is safe
 */
export function fixedPointPlan(
  options: FixedPointMatmulOptions = {},
  magnitudes: () => readonly [a: number, b: number],
): { readonly chain: number; readonly exact: boolean; readonly scale: number } {
  const { accumulator = "float32", scale = 1 } = options;
  const chain = options.chain ?? Math.min(safeChain(...magnitudes()), longestChain);
  if (chain === 0)
    throw new RangeError(
      "Both operands contain -32768, of which two products overflow 32 bits; hold the codes at ±32767, as toFixedPoint does.",
    );
  if (!Number.isInteger(chain) || chain < 1 || chain > longestChain)
    throw new RangeError(
      `A chain has 1 to ${longestChain} pair products and got ${chain}; safeChain gives the longest that cannot overflow.`,
    );
  if (!(Number.isFinite(scale) && Math.fround(scale) === scale))
    throw new RangeError(
      `The scale is a finite float32 number and got ${scale}; use a power of two, or Math.fround.`,
    );
  return { chain, exact: accumulator === "exact", scale };
}
