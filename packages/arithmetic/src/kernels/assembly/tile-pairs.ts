/**
 * @file A tile of the integer product: a chain of pair products in 32 bits, added to what c holds.
 *
 * The chain is summed modulo 2^32 in registers; the caller keeps it short enough, or means the modulus. What it is added to is another
 * matter: 32-bit integers, float32 (the integer rounded once, then the sum), or float64, in which sums of integers are exact.
 */
import { SUM_FLOAT32, SUM_FLOAT64 } from "./layout";

function spill(c: usize, s0: v128, s1: v128, sum: i32): void {
  if (sum === SUM_FLOAT64) {
    v128.store(c, f64x2.add(v128.load(c), f64x2.convert_low_i32x4_s(s0)));
    v128.store(
      c,
      f64x2.add(v128.load(c, 16), f64x2.convert_low_i32x4_s(i32x4.shuffle(s0, s0, 2, 3, 0, 1))),
      16,
    );
    v128.store(c, f64x2.add(v128.load(c, 32), f64x2.convert_low_i32x4_s(s1)), 32);
    v128.store(
      c,
      f64x2.add(v128.load(c, 48), f64x2.convert_low_i32x4_s(i32x4.shuffle(s1, s1, 2, 3, 0, 1))),
      48,
    );
  } else if (sum === SUM_FLOAT32) {
    v128.store(c, f32x4.add(v128.load(c), f32x4.convert_i32x4_s(s0)));
    v128.store(c, f32x4.add(v128.load(c, 16), f32x4.convert_i32x4_s(s1)), 16);
  } else {
    v128.store(c, i32x4.add(v128.load(c), s0));
    v128.store(c, i32x4.add(v128.load(c, 16), s1), 16);
  }
}

/** Adds a chain of `length` pair products to the tile of c at `c`, which holds what `sum` says. */
export function tilePairs(a: usize, b: usize, length: i32, c: usize, rowBytes: usize, sum: i32): void {
  let s00 = i32x4.splat(0);
  let s01 = s00;
  let s10 = s00;
  let s11 = s00;
  let s20 = s00;
  let s21 = s00;
  let s30 = s00;
  let s31 = s00;
  for (let k = 0; k < length; k++) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load32_splat(a);
    s00 = i32x4.add(s00, i32x4.dot_i16x8_s(x, b0));
    s01 = i32x4.add(s01, i32x4.dot_i16x8_s(x, b1));
    x = v128.load32_splat(a, 4);
    s10 = i32x4.add(s10, i32x4.dot_i16x8_s(x, b0));
    s11 = i32x4.add(s11, i32x4.dot_i16x8_s(x, b1));
    x = v128.load32_splat(a, 8);
    s20 = i32x4.add(s20, i32x4.dot_i16x8_s(x, b0));
    s21 = i32x4.add(s21, i32x4.dot_i16x8_s(x, b1));
    x = v128.load32_splat(a, 12);
    s30 = i32x4.add(s30, i32x4.dot_i16x8_s(x, b0));
    s31 = i32x4.add(s31, i32x4.dot_i16x8_s(x, b1));
    a += 16;
    b += 32;
  }
  spill(c, s00, s01, sum);
  c += rowBytes;
  spill(c, s10, s11, sum);
  c += rowBytes;
  spill(c, s20, s21, sum);
  c += rowBytes;
  spill(c, s30, s31, sum);
}
