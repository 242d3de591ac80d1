/**
 * @file Where the bare addition is wrong, and which rule of `lmul` decides instead, in words.
 */
import type { FloatFormat } from "@working-papers/arithmetic";

const infinite = (value: number) => Math.abs(value) === Infinity;

/**
 * The rule for a product of stored numbers, asked for in the order in which `lmul` asks; undefined where the addition decides.
 *
 * @param product what L-Mul gives for x and y in the field reading
 */
export function ruleFor(format: FloatFormat, x: number, y: number, product: number): string | undefined {
  // A subnormal number counts as zero.
  const zero = (value: number) => Math.abs(value) < format.minNormal;
  if (Number.isNaN(x) || Number.isNaN(y))
    return `${Number.isNaN(x) ? "x" : "y"} is not a number, so the product is none either.`;
  if (infinite(x) || infinite(y)) {
    const other = infinite(x) ? y : x;
    if (zero(other))
      return `Infinity times ${other === 0 ? "zero" : "a subnormal number, which counts as zero,"} has no value: NaN.`;
    return "Infinity times a number is infinity. Its bits are a mark and no number; with something added they would mean something else.";
  }
  if (zero(x) || zero(y)) {
    const [name, value] = zero(x) ? ["x", x] : ["y", y];
    return value === 0
      ? `${name} is zero. Its exponent bits are all 0, and the addition takes that for a small power of two: the product is set to zero instead.`
      : `${name} is subnormal: too small for the leading one that the addition assumes. It counts as zero, and so does the product.`;
  }
  if (product === 0)
    return "The product is below the smallest normal number, and the bare bits would wrap around to a large one: it is set to zero.";
  if (!Number.isFinite(product))
    return `The product is above the largest number of the format, and the bare bits would wrap around or meet the codes of infinity and NaN: it is set to ${Number.isNaN(product) ? "NaN, as this format has no infinity" : "infinity"}.`;
  return undefined;
}
