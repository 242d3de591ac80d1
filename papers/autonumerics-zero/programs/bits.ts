/**
 * @file Operations on the bits of a float32 number, read as an integer of 32 bits: the old tricks behind fast reciprocals and square roots.
 *
 * For a positive number 2^e·(1 + f) the integer is 2^23·(e + 127 + f), nearly its logarithm: halving it halves the exponent, subtracting it from a
 * constant inverts. Sums wrap around; the shift brings in a 0. Float64 numbers have the same operations with 52 bits in the place of 23 and the exponent still counted
 * from 127: continuous functions with derivatives, on which constants can be fitted before they are rounded to float32.
 */
import { IADD, ISHR } from "./program.ts";

const BIAS = (1023n - 127n) << 52n;
const numbers = new Float64Array(2);
const integers = new BigUint64Array(numbers.buffer);

/** The operation in float64. */
export function applyBits(op: number, a: number, b: number): number {
  numbers[0] = a;
  numbers[1] = b;
  const [p, q] = integers;
  integers[0] =
    op === ISHR ? (BigInt.asUintN(64, p - BIAS) >> 1n) + BIAS : op === IADD ? p + q - BIAS : p - q + BIAS;
  return numbers[0];
}

/** 2^e for a number ±2^e·(1 + f): its bits without sign and fraction. */
export function powerOfTwoBelow(value: number): number {
  numbers[0] = value;
  integers[0] &= 0x7ff0_0000_0000_0000n;
  return numbers[0];
}
