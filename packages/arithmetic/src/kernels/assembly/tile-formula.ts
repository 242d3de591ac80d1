/**
 * @file A tile of L-Mul in the formula reading, for panels without specials and with sums in range.
 *
 * With X and Y the signed powers of two of x and y, and x = X(1 + xm): (1 + xm + ym + c)XY = X·y + Y·(x - (1 - c)X). Products with a power
 * of two are exact and so is the difference, so that the addition rounds the formula once. Zeros need no care: their X is zero.
 */
import { constant } from "./constant";
import { POWER } from "./layout";

/** Adds `depth` steps of k to the tile of c at `c`; `complement` is 1 - c. */
export function tileFormula(
  a: usize,
  b: usize,
  depth: i32,
  c: usize,
  rowBytes: usize,
  complement: f32,
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
  const power = constant(POWER);
  const rest = f32x4.splat(complement);
  for (let k = 0; k < depth; k++) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const y0 = v128.and(b0, power);
    const y1 = v128.and(b1, power);
    let x = v128.load32_splat(a);
    let p = v128.and(x, power);
    x = f32x4.sub(x, f32x4.mul(p, rest));
    s00 = f32x4.add(s00, f32x4.add(f32x4.mul(p, b0), f32x4.mul(x, y0)));
    s01 = f32x4.add(s01, f32x4.add(f32x4.mul(p, b1), f32x4.mul(x, y1)));
    x = v128.load32_splat(a, 4);
    p = v128.and(x, power);
    x = f32x4.sub(x, f32x4.mul(p, rest));
    s10 = f32x4.add(s10, f32x4.add(f32x4.mul(p, b0), f32x4.mul(x, y0)));
    s11 = f32x4.add(s11, f32x4.add(f32x4.mul(p, b1), f32x4.mul(x, y1)));
    x = v128.load32_splat(a, 8);
    p = v128.and(x, power);
    x = f32x4.sub(x, f32x4.mul(p, rest));
    s20 = f32x4.add(s20, f32x4.add(f32x4.mul(p, b0), f32x4.mul(x, y0)));
    s21 = f32x4.add(s21, f32x4.add(f32x4.mul(p, b1), f32x4.mul(x, y1)));
    x = v128.load32_splat(a, 12);
    p = v128.and(x, power);
    x = f32x4.sub(x, f32x4.mul(p, rest));
    s30 = f32x4.add(s30, f32x4.add(f32x4.mul(p, b0), f32x4.mul(x, y0)));
    s31 = f32x4.add(s31, f32x4.add(f32x4.mul(p, b1), f32x4.mul(x, y1)));
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
