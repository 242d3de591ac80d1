/** @file Runs a multiplier's circuit on codes, and what a correctly rounding multiplier without subnormals has to give. */
import { decode, encode, floatFormat, nanCode, roundTo, type FloatFormat } from "@working-papers/arithmetic";
import type { Circuit } from "./multipliers.ts";

/** The codes that a circuit of `format` gives for pairs of codes; 32 pairs are evaluated at a time. */
export function circuitProducts(
  { graph, outputs }: Circuit,
  format: FloatFormat,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
): Uint32Array {
  if (x.length !== y.length)
    throw new RangeError(`As many codes x as y were expected, not ${x.length} and ${y.length}.`);
  const products = new Uint32Array(x.length);
  const words = new Int32Array(2 * format.bits);
  for (let start = 0; start < x.length; start += 32) {
    const count = Math.min(32, x.length - start);
    words.fill(0);
    for (let pair = 0; pair < count; pair++)
      for (let bit = 0; bit < format.bits; bit++) {
        words[bit] |= ((x[start + pair] >>> bit) & 1) << pair;
        words[format.bits + bit] |= ((y[start + pair] >>> bit) & 1) << pair;
      }
    for (const [bit, word] of graph.evaluate(outputs, words).entries())
      for (let pair = 0; pair < count; pair++) products[start + pair] |= ((word >>> pair) & 1) << bit;
  }
  return products;
}

/**
 * The code of x · y rounded to nearest even, subnormal operands taken for zero, results flushed after rounding, saturating: multiplication
 * as hardware without subnormals does it.
 */
export function roundedProduct(format: FloatFormat): (x: number, y: number) => number {
  const wide = floatFormat({ exponentBits: 10, mantissaBits: format.mantissaBits });
  const flush = (value: number): number => (Math.abs(value) < format.minNormal ? signedZero(value) : value);
  return (x, y) => {
    const exact = flush(decode(format, x)) * flush(decode(format, y));
    if (Number.isNaN(exact)) return nanCode(format);
    if (Math.abs(exact) === Infinity) return encode(format, exact);
    return encode(format, flush(roundTo(wide, exact)), { overflow: "saturate" });
  };
}

function signedZero(value: number): number {
  return value < 0 || Object.is(value, -0) ? -0 : 0;
}
