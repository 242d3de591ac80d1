/**
 * @file A tile of L-Mul in the field reading for panels with zeros in the first operand only, and otherwise nothing that can go wrong.
 *
 * Such zeros are what a layer meets after a ReLU and attention after a mask; one mask a product instead of two is worth a tile of its own.
 */
import { constant } from "./constant";

/** Adds `depth` steps of k to the tile of c at `c`; `offset` is OFF of the field reading. */
export function tileFieldZeroRows(
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
  for (let k = 0; k < depth; k++) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const y0 = i32x4.sub(b0, off);
    const y1 = i32x4.sub(b1, off);
    let x = v128.load32_splat(a);
    let m = i32x4.eq(x, zero);
    s00 = f32x4.add(s00, v128.andnot(i32x4.add(x, y0), m));
    s01 = f32x4.add(s01, v128.andnot(i32x4.add(x, y1), m));
    x = v128.load32_splat(a, 4);
    m = i32x4.eq(x, zero);
    s10 = f32x4.add(s10, v128.andnot(i32x4.add(x, y0), m));
    s11 = f32x4.add(s11, v128.andnot(i32x4.add(x, y1), m));
    x = v128.load32_splat(a, 8);
    m = i32x4.eq(x, zero);
    s20 = f32x4.add(s20, v128.andnot(i32x4.add(x, y0), m));
    s21 = f32x4.add(s21, v128.andnot(i32x4.add(x, y1), m));
    x = v128.load32_splat(a, 12);
    m = i32x4.eq(x, zero);
    s30 = f32x4.add(s30, v128.andnot(i32x4.add(x, y0), m));
    s31 = f32x4.add(s31, v128.andnot(i32x4.add(x, y1), m));
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
