/**
 * @file A tile of L-Mul in the field reading for panels without specials in which no product can overflow, though some may underflow or be zero.
 *
 * Attention meets them: after a softmax most probabilities are tiny. A product underflows where the field of y is below OFF + SMALLEST less the
 * field of x, so that each x has a threshold, computed for four at once, and each product takes a comparison and a mask more than where
 * nothing can go wrong. A zero x has a threshold that nothing reaches; a zero y is below every other.
 */
import { constant } from "./constant";
import { MAGNITUDE, SMALLEST } from "./layout";

/** Adds `depth` steps of k to the tile of c at `c`; `offset` is OFF of the field reading. */
export function tileFieldUnderflow(
  a: usize,
  b: usize,
  depth: i32,
  c: usize,
  rowBytes: usize,
  offset: i32,
): void {
  const c1: usize = c + rowBytes;
  const c2: usize = c1 + rowBytes;
  const c3: usize = c2 + rowBytes;
  let s00 = v128.load(c);
  let s01 = v128.load(c, 16);
  let s10 = v128.load(c1);
  let s11 = v128.load(c1, 16);
  let s20 = v128.load(c2);
  let s21 = v128.load(c2, 16);
  let s30 = v128.load(c3);
  let s31 = v128.load(c3, 16);
  const off = i32x4.splat(offset);
  const zero = constant(0);
  const magnitude = constant(MAGNITUDE);
  const threshold = i32x4.splat(offset + SMALLEST);
  for (let k = 0; k < depth; k++) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const y0 = i32x4.sub(b0, off);
    const y1 = i32x4.sub(b1, off);
    const f0 = v128.or(v128.and(b0, magnitude), i32x4.shl(i32x4.eq(b0, zero), 31));
    const f1 = v128.or(v128.and(b1, magnitude), i32x4.shl(i32x4.eq(b1, zero), 31));
    const rows = v128.load(a);
    const thresholds = v128.or(
      i32x4.sub(threshold, v128.and(rows, magnitude)),
      i32x4.shr_u(i32x4.eq(rows, zero), 1),
    );
    let x = i32x4.shuffle(rows, rows, 0, 0, 0, 0);
    let t = i32x4.shuffle(thresholds, thresholds, 0, 0, 0, 0);
    s00 = f32x4.add(s00, v128.andnot(i32x4.add(x, y0), i32x4.lt_s(f0, t)));
    s01 = f32x4.add(s01, v128.andnot(i32x4.add(x, y1), i32x4.lt_s(f1, t)));
    x = i32x4.shuffle(rows, rows, 1, 1, 1, 1);
    t = i32x4.shuffle(thresholds, thresholds, 1, 1, 1, 1);
    s10 = f32x4.add(s10, v128.andnot(i32x4.add(x, y0), i32x4.lt_s(f0, t)));
    s11 = f32x4.add(s11, v128.andnot(i32x4.add(x, y1), i32x4.lt_s(f1, t)));
    x = i32x4.shuffle(rows, rows, 2, 2, 2, 2);
    t = i32x4.shuffle(thresholds, thresholds, 2, 2, 2, 2);
    s20 = f32x4.add(s20, v128.andnot(i32x4.add(x, y0), i32x4.lt_s(f0, t)));
    s21 = f32x4.add(s21, v128.andnot(i32x4.add(x, y1), i32x4.lt_s(f1, t)));
    x = i32x4.shuffle(rows, rows, 3, 3, 3, 3);
    t = i32x4.shuffle(thresholds, thresholds, 3, 3, 3, 3);
    s30 = f32x4.add(s30, v128.andnot(i32x4.add(x, y0), i32x4.lt_s(f0, t)));
    s31 = f32x4.add(s31, v128.andnot(i32x4.add(x, y1), i32x4.lt_s(f1, t)));
    a += 16;
    b += 32;
  }
  v128.store(c, s00);
  v128.store(c, s01, 16);
  v128.store(c1, s10);
  v128.store(c1, s11, 16);
  v128.store(c2, s20);
  v128.store(c2, s21, 16);
  v128.store(c3, s30);
  v128.store(c3, s31, 16);
}
