/** @file What a number becomes in a type: floating-point types round, integers come in again at the other end of theirs. */
import type { DType } from "@working-papers/tensor/onnx";
import { bfloat16, float16 } from "../formats/float-format.ts";
import { roundTo } from "../formats/rounding.ts";
import { isFloatType } from "./value.ts";

/** Integers of 64 bits are not among them: they are held as numbers, exact up to 2^53, and do not wrap. */
const bitsOf: Partial<Record<DType, readonly [bits: number, signed: boolean]>> = {
  int8: [8, true],
  uint8: [8, false],
  int16: [16, true],
  uint16: [16, false],
  int32: [32, true],
  uint32: [32, false],
};

export function converter(to: DType): (x: number) => number {
  if (to === "bool") return (x) => Number(x !== 0);
  if (to === "float16") return (x) => roundTo(float16, x);
  if (to === "bfloat16") return (x) => roundTo(bfloat16, x);
  if (isFloatType(to)) return (x) => x;
  const width = bitsOf[to];
  if (!width) return Math.trunc;
  const [bits, signed] = width;
  return (x) => {
    const whole = Math.trunc(x);
    const inside = whole - 2 ** bits * Math.floor(whole / 2 ** bits);
    return signed && inside >= 2 ** (bits - 1) ? inside - 2 ** bits : inside;
  };
}

/** A function whose results wrap around where the type does. */
export function wrapped<Given extends number[]>(
  dtype: DType,
  f: (...given: Given) => number,
): (...given: Given) => number {
  if (!bitsOf[dtype]) return f;
  const convert = converter(dtype);
  return (...given) => convert(f(...given));
}

/** The product of two integers of a type: the low 32 bits are those that a type of up to 32 bits keeps. */
export const integerProduct = (dtype: DType): ((x: number, y: number) => number) =>
  bitsOf[dtype] ? wrapped(dtype, Math.imul) : (x, y) => x * y;

/**
 * The power of an integer of a type, by squaring; with an exponent below 0 or a fraction it is that of real numbers, cut off.
 *
 * @throws RangeError when 0 has an exponent below 0
 */
export function integerPower(dtype: DType): (x: number, exponent: number) => number {
  const times = integerProduct(dtype);
  const convert = converter(dtype);
  return (x, exponent) => {
    if (x === 0 && exponent < 0) throw new RangeError(`0 has no power ${exponent}`);
    if (!Number.isInteger(exponent) || exponent < 0) return convert(x ** exponent);
    let [result, square] = [1, x];
    for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
      if (left % 2 === 1) result = times(result, square);
      square = times(square, square);
    }
    return result;
  };
}
