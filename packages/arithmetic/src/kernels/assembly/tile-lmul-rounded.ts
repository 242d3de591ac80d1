/**
 * @file A tile of L-Mul, in either reading and for any operands, whose sums are rounded to a narrower format after each product.
 *
 * Four rows at a time, as in tile-rounded.ts.
 */
import { constant } from "./constant";
import { BIAS_FIELD, INFINITY_FIELD, MAGNITUDE, POWER, SMALLEST } from "./layout";
import { lmulProducts } from "./product";
import { roundByAddition, roundByCarry, roundsByCarry } from "./round";

/** Adds `depth` steps of k to the tile of c at `c`; `sum` is a format as in round.ts. */
export function tileLmulRounded(
  a: usize,
  b: usize,
  depth: i32,
  c: usize,
  rowBytes: usize,
  formula: bool,
  offset: i32,
  overflow: i32,
  sum: usize,
): void {
  column(a, b, depth, c, rowBytes, formula, offset, overflow, sum);
  column(a, b + 16, depth, c + 16, rowBytes, formula, offset, overflow, sum);
}

function column(
  a: usize,
  b: usize,
  depth: i32,
  c: usize,
  rowBytes: usize,
  formula: bool,
  offset: i32,
  overflow: i32,
  sum: usize,
): void {
  const c1: usize = c + rowBytes;
  const c2: usize = c1 + rowBytes;
  const c3: usize = c2 + rowBytes;
  let s0 = v128.load(c);
  let s1 = v128.load(c1);
  let s2 = v128.load(c2);
  let s3 = v128.load(c3);
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
  const power = constant(POWER);
  const infinity = constant(INFINITY_FIELD);
  const carry = roundsByCarry(sum);
  const dropped = load<i32>(sum, 4);
  const half = v128.load32_splat(sum, 8);
  const odd = v128.load32_splat(sum, 12);
  const keep = v128.load32_splat(sum, 16);
  const normal = v128.load32_splat(sum, 20);
  const raise = i32x4.splat(dropped << 23);
  const top = v128.load32_splat(sum, 24);
  const beyond = v128.load32_splat(sum, 28);
  for (let k = 0; k < depth; k++) {
    const y = v128.load(b);
    let x = v128.load32_splat(a);
    s0 = f32x4.add(
      s0,
      lmulProducts(
        x,
        y,
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
    x = v128.load32_splat(a, 4);
    s1 = f32x4.add(
      s1,
      lmulProducts(
        x,
        y,
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
    x = v128.load32_splat(a, 8);
    s2 = f32x4.add(
      s2,
      lmulProducts(
        x,
        y,
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
    x = v128.load32_splat(a, 12);
    s3 = f32x4.add(
      s3,
      lmulProducts(
        x,
        y,
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
    if (carry) {
      s0 = roundByCarry(s0, dropped, half, odd, keep, top, beyond, magnitude, infinity);
      s1 = roundByCarry(s1, dropped, half, odd, keep, top, beyond, magnitude, infinity);
      s2 = roundByCarry(s2, dropped, half, odd, keep, top, beyond, magnitude, infinity);
      s3 = roundByCarry(s3, dropped, half, odd, keep, top, beyond, magnitude, infinity);
    } else {
      s0 = roundByAddition(s0, normal, raise, top, beyond, magnitude, power, infinity);
      s1 = roundByAddition(s1, normal, raise, top, beyond, magnitude, power, infinity);
      s2 = roundByAddition(s2, normal, raise, top, beyond, magnitude, power, infinity);
      s3 = roundByAddition(s3, normal, raise, top, beyond, magnitude, power, infinity);
    }
    a += 16;
    b += 32;
  }
  v128.store(c, s0);
  v128.store(c1, s1);
  v128.store(c2, s2);
  v128.store(c3, s3);
}
