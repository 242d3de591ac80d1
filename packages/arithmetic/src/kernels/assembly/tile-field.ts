/**
 * @file A tile of L-Mul in the field reading, for panels in which nothing can go wrong.
 *
 * With no zero, no special and every sum in range, adding the whole words is enough: the sign bits add modulo 2, which is their exclusive or,
 * and neither a carry nor a borrow reaches them from the fields.
 */

/** Adds `depth` steps of k to the tile of c at `c`; `offset` is OFF of the field reading. */
export function tileField(a: usize, b: usize, depth: i32, c: usize, rowBytes: usize, offset: i32): void {
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
  for (let k = 0; k < depth; k++) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const y0 = i32x4.sub(b0, off);
    const y1 = i32x4.sub(b1, off);
    let x = v128.load32_splat(a);
    s00 = f32x4.add(s00, i32x4.add(x, y0));
    s01 = f32x4.add(s01, i32x4.add(x, y1));
    x = v128.load32_splat(a, 4);
    s10 = f32x4.add(s10, i32x4.add(x, y0));
    s11 = f32x4.add(s11, i32x4.add(x, y1));
    x = v128.load32_splat(a, 8);
    s20 = f32x4.add(s20, i32x4.add(x, y0));
    s21 = f32x4.add(s21, i32x4.add(x, y1));
    x = v128.load32_splat(a, 12);
    s30 = f32x4.add(s30, i32x4.add(x, y0));
    s31 = f32x4.add(s31, i32x4.add(x, y1));
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
