/**
 * @file Sums of L-Mul products with every rule about zeros, specials and the ends of the range, as masks over four lanes.
 *
 * Operands are as pack.ts leaves them: shortened, subnormals 0, one NaN. Where one of them is zero, infinite or NaN, the IEEE product already is
 * what L-Mul is specified to give. Sums of two fields stay below 2^32, so unsigned comparisons find what is out of range.
 */
import { constant } from "./constant";
import { BIAS_FIELD, INFINITY_FIELD, MAGNITUDE, SMALLEST } from "./layout";

/** Fields added, for the formula reading: where the significand 1 + xm + ym + c reaches 2 it is halved, to nearest even. */
function formulaSum(a: v128, b: v128, offset: v128, one: v128, fraction: v128): v128 {
  const fractions = i32x4.add(i32x4.add(v128.and(a, fraction), v128.and(b, fraction)), offset);
  const powers = i32x4.add(v128.andnot(a, fraction), v128.andnot(b, fraction));
  const significand = i32x4.add(fractions, one);
  const half = i32x4.shr_u(significand, 1);
  const up = v128.and(v128.and(significand, half), i32x4.shr_u(one, 23));
  return i32x4.add(powers, v128.bitselect(i32x4.add(half, up), fractions, i32x4.ge_s(fractions, one)));
}

/** Four L-Mul products with all rules; the vectors after `formula` are constants of the names that addProducts gives them. */
// @inline
export function lmulProducts(
  p: v128,
  q: v128,
  formula: bool,
  offsets: v128,
  overflows: v128,
  magnitude: v128,
  bias: v128,
  first: v128,
  last: v128,
  largest: v128,
  zero: v128,
  one: v128,
  fraction: v128,
): v128 {
  const a = v128.and(p, magnitude);
  const b = v128.and(q, magnitude);
  const fields = formula ? formulaSum(a, b, offsets, one, fraction) : i32x4.add(i32x4.add(a, b), offsets);
  let product = v128.bitselect(overflows, i32x4.sub(fields, bias), i32x4.gt_u(fields, last));
  product = v128.andnot(product, i32x4.lt_u(fields, first));
  product = v128.or(product, v128.andnot(v128.xor(p, q), magnitude));
  const special = v128.or(i32x4.gt_s(i32x4.max_s(a, b), largest), i32x4.eq(i32x4.min_s(a, b), zero));
  return v128.bitselect(f32x4.mul(p, q), product, special);
}

/**
 * `sum` plus `count` products of four lanes, one after the other. From one product to the next x advances by `xBytes` and y by `yBytes`;
 * with `broadcast`, one x meets four y. `offset` is c in units of 2^-23, `overflow` the field of a result beyond the range.
 */
export function addProducts(
  sum: v128,
  x: usize,
  xBytes: usize,
  broadcast: bool,
  y: usize,
  yBytes: usize,
  count: i32,
  formula: bool,
  offset: i32,
  overflow: i32,
): v128 {
  const offsets = i32x4.splat(offset);
  const overflows = i32x4.splat(overflow);
  const magnitude = constant(MAGNITUDE);
  const bias = constant(BIAS_FIELD);
  const first = constant(BIAS_FIELD + SMALLEST);
  const last = constant(BIAS_FIELD + INFINITY_FIELD - 1);
  const largest = constant(INFINITY_FIELD - 1);
  const zero = constant(0);
  const one = constant(SMALLEST);
  const fraction = constant(SMALLEST - 1);
  for (let i = 0; i < count; i++) {
    const p = broadcast ? v128.load32_splat(x) : v128.load(x);
    const q = v128.load(y);
    sum = f32x4.add(
      sum,
      lmulProducts(
        p,
        q,
        formula,
        offsets,
        overflows,
        magnitude,
        bias,
        first,
        last,
        largest,
        zero,
        one,
        fraction,
      ),
    );
    x += xBytes;
    y += yBytes;
  }
  return sum;
}
