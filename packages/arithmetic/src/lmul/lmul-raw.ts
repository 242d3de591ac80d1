/**
 * @file The bare 32-bit addition that most published L-Mul code performs, with its failures.
 *
 * It is here to be compared with: sums outside the range wrap around, zero is no zero, and infinity is a large number.
 */
import { float32 } from "../formats/float-format.ts";
import { fieldOffset } from "./offset.ts";

const values = new Float32Array(2);
const bits = new Uint32Array(values.buffer);

/** sign(x) ⊕ sign(y) ‖ (F(x) + F(y) - OFF mod 2^31) on float32 bits; no operand or result is treated specially. */
export function lmulRaw(x: number, y: number, offset?: number): number {
  values[0] = x;
  values[1] = y;
  bits[0] = lmulRawCode(bits[0], bits[1], offset);
  return values[0];
}

/** {@link lmulRaw} on float32 codes. */
export function lmulRawCode(x: number, y: number, offset?: number): number {
  const field = ((x & 0x7fffffff) + (y & 0x7fffffff) - fieldOffset(float32, offset)) & 0x7fffffff;
  return (((x ^ y) & 0x80000000) | field) >>> 0;
}
