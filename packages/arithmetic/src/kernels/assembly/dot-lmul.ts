/**
 * @file Dot products under L-Mul, with the sixteen partial sums of dot.ts.
 *
 * As in gemm-lmul.ts the operands' summaries decide how much has to be looked for: nothing, zeros and underflow, or everything.
 */
import { constant } from "./constant";
import { total } from "./dot";
import { BIAS_FIELD, HAS_SPECIAL, LARGEST, MAGNITUDE, SMALLEST, SUMMARY } from "./layout";
import { prepareForLmul } from "./prepare";
import { addProducts } from "./product";

/** Four L-Mul products added where no operand is zero and no product leaves the range. */
// @inline
function addDense(sum: v128, x: v128, y: v128, off: v128): v128 {
  return f32x4.add(sum, i32x4.add(x, i32x4.sub(y, off)));
}

/** Four L-Mul products added where operands may be zero and products too small. */
// @inline
function addSmall(sum: v128, x: v128, y: v128, off: v128, first: v128, magnitude: v128, zero: v128): v128 {
  const a = v128.and(x, magnitude);
  const b = v128.and(y, magnitude);
  const nothing = v128.or(i32x4.lt_u(i32x4.add(a, b), first), i32x4.eq(i32x4.min_s(a, b), zero));
  return f32x4.add(sum, v128.andnot(i32x4.add(x, i32x4.sub(y, off)), nothing));
}

/** Overwrites both vectors; `summary` has room for two. */
export function dotLmul(
  x: usize,
  y: usize,
  length: i32,
  summary: usize,
  formula: bool,
  keep: i32,
  offset: i32,
  overflow: i32,
): f32 {
  const other = summary + SUMMARY;
  prepareForLmul(x, length, keep, summary);
  prepareForLmul(y, length, keep, other);
  const flags = load<i32>(summary, 8) | load<i32>(other, 8);
  const smallest = <i64>load<i32>(summary) + <i64>load<i32>(other);
  const largest = <i64>load<i32>(summary, 4) + <i64>load<i32>(other, 4);
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  if (formula || (flags & HAS_SPECIAL) !== 0 || largest + offset > <i64>BIAS_FIELD + LARGEST) {
    s0 = addProducts(s0, x, 64, false, y, 64, length >> 4, formula, offset, overflow);
    s1 = addProducts(s1, x + 16, 64, false, y + 16, 64, length >> 4, formula, offset, overflow);
    s2 = addProducts(s2, x + 32, 64, false, y + 32, 64, length >> 4, formula, offset, overflow);
    s3 = addProducts(s3, x + 48, 64, false, y + 48, 64, length >> 4, formula, offset, overflow);
    return total(s0, s1, s2, s3);
  }
  const off = i32x4.splat(BIAS_FIELD - offset);
  const end = x + ((<usize>length) << 2);
  if (flags === 0 && smallest + offset >= BIAS_FIELD + SMALLEST) {
    for (; x < end; x += 64, y += 64) {
      s0 = addDense(s0, v128.load(x), v128.load(y), off);
      s1 = addDense(s1, v128.load(x, 16), v128.load(y, 16), off);
      s2 = addDense(s2, v128.load(x, 32), v128.load(y, 32), off);
      s3 = addDense(s3, v128.load(x, 48), v128.load(y, 48), off);
    }
  } else {
    const first = i32x4.splat(BIAS_FIELD - offset + SMALLEST);
    const magnitude = constant(MAGNITUDE);
    const zero = constant(0);
    for (; x < end; x += 64, y += 64) {
      s0 = addSmall(s0, v128.load(x), v128.load(y), off, first, magnitude, zero);
      s1 = addSmall(s1, v128.load(x, 16), v128.load(y, 16), off, first, magnitude, zero);
      s2 = addSmall(s2, v128.load(x, 32), v128.load(y, 32), off, first, magnitude, zero);
      s3 = addSmall(s3, v128.load(x, 48), v128.load(y, 48), off, first, magnitude, zero);
    }
  }
  return total(s0, s1, s2, s3);
}
