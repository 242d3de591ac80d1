/**
 * @file A tile of the float32 product: one multiplication and one addition per element and step, in the order of k.
 */
import { multiplyAdd } from "./multiply-add";

/** Adds `depth` steps of k to the tile of c at `c`. */
export function tileFloat32(a: usize, b: usize, depth: i32, c: usize, rowBytes: usize): void {
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
  for (let k = 0; k < depth; k++) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load32_splat(a);
    s00 = multiplyAdd(s00, x, b0);
    s01 = multiplyAdd(s01, x, b1);
    x = v128.load32_splat(a, 4);
    s10 = multiplyAdd(s10, x, b0);
    s11 = multiplyAdd(s11, x, b1);
    x = v128.load32_splat(a, 8);
    s20 = multiplyAdd(s20, x, b0);
    s21 = multiplyAdd(s21, x, b1);
    x = v128.load32_splat(a, 12);
    s30 = multiplyAdd(s30, x, b0);
    s31 = multiplyAdd(s31, x, b1);
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
