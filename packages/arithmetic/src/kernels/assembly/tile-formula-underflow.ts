/**
 * @file A tile of L-Mul in the formula reading for panels without specials in which products may underflow, but are far from overflow.
 *
 * As in tile-formula.ts, with y multiplied by 2^32: a product that counts is then a normal number all the way, its rounding is the right one,
 * and taking 32 from its exponent is exact. What is below 2^32 times the smallest normal number has underflowed.
 */
import { constant } from "./constant";
import { MAGNITUDE, POWER, RAISE, SMALLEST } from "./layout";

/** Adds `depth` steps of k to the tile of c at `c`; `complement` is 1 - c. */
export function tileFormulaUnderflow(
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
  const magnitude = constant(MAGNITUDE);
  const raise = constant(RAISE);
  const first = constant(SMALLEST + RAISE);
  const rest = f32x4.splat(complement);
  const factor = f32x4.splat(4294967296.0);
  for (let k = 0; k < depth; k++) {
    const b0 = f32x4.mul(v128.load(b), factor);
    const b1 = f32x4.mul(v128.load(b, 16), factor);
    const y0 = v128.and(b0, power);
    const y1 = v128.and(b1, power);
    let x = v128.load32_splat(a);
    let p = v128.and(x, power);
    x = f32x4.sub(x, f32x4.mul(p, rest));
    let z = f32x4.add(f32x4.mul(p, b0), f32x4.mul(x, y0));
    s00 = f32x4.add(s00, lowered(z, raise, first, magnitude));
    z = f32x4.add(f32x4.mul(p, b1), f32x4.mul(x, y1));
    s01 = f32x4.add(s01, lowered(z, raise, first, magnitude));
    x = v128.load32_splat(a, 4);
    p = v128.and(x, power);
    x = f32x4.sub(x, f32x4.mul(p, rest));
    z = f32x4.add(f32x4.mul(p, b0), f32x4.mul(x, y0));
    s10 = f32x4.add(s10, lowered(z, raise, first, magnitude));
    z = f32x4.add(f32x4.mul(p, b1), f32x4.mul(x, y1));
    s11 = f32x4.add(s11, lowered(z, raise, first, magnitude));
    x = v128.load32_splat(a, 8);
    p = v128.and(x, power);
    x = f32x4.sub(x, f32x4.mul(p, rest));
    z = f32x4.add(f32x4.mul(p, b0), f32x4.mul(x, y0));
    s20 = f32x4.add(s20, lowered(z, raise, first, magnitude));
    z = f32x4.add(f32x4.mul(p, b1), f32x4.mul(x, y1));
    s21 = f32x4.add(s21, lowered(z, raise, first, magnitude));
    x = v128.load32_splat(a, 12);
    p = v128.and(x, power);
    x = f32x4.sub(x, f32x4.mul(p, rest));
    z = f32x4.add(f32x4.mul(p, b0), f32x4.mul(x, y0));
    s30 = f32x4.add(s30, lowered(z, raise, first, magnitude));
    z = f32x4.add(f32x4.mul(p, b1), f32x4.mul(x, y1));
    s31 = f32x4.add(s31, lowered(z, raise, first, magnitude));
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

/** z · 2^-32, or zero where that is below the smallest normal number. */
// @inline
function lowered(z: v128, raise: v128, first: v128, magnitude: v128): v128 {
  return v128.andnot(i32x4.sub(z, raise), i32x4.lt_s(v128.and(z, magnitude), first));
}
