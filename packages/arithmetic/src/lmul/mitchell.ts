/**
 * @file Mitchell's multiplier: what L-Mul is without its constant.
 *
 * J. N. Mitchell, "Computer multiplication and division using binary logarithms", IRE Transactions on Electronic Computers 11, 1962. The
 * field of a float is nearly its binary logarithm (log2(1 + m) ≈ m), so adding fields multiplies. The result is never too large: the
 * relative error is between -1/9 (at 1.5 · 1.5) and 0. Powers of two are exact.
 */
import { lmulFunction, type LMulOptions } from "./lmul.ts";

/** L-Mul in the field reading with c = 0; the other options as there. */
export function mitchellFunction(
  options: Omit<LMulOptions, "reading" | "offset"> = {},
): (x: number, y: number) => number {
  return lmulFunction({ ...options, reading: "field", offset: 0 });
}

/** Mitchell's product of two float32 numbers. */
export const mitchell = mitchellFunction();
