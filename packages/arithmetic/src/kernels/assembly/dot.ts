/**
 * @file Dot products with sixteen partial sums.
 *
 * Element i goes to partial sum i mod 16; the sums are then added in halves (16 to 8 to 4 to 2 to 1), which a plain loop can repeat bit
 * for bit. The caller pads both vectors with zeros to a multiple of 16 elements.
 */
import { multiplyAdd } from "./multiply-add";

/** The sixteen partial sums added in halves. */
export function total(s0: v128, s1: v128, s2: v128, s3: v128): f32 {
  const s = f32x4.add(f32x4.add(s0, s2), f32x4.add(s1, s3));
  const half = f32x4.add(s, i32x4.shuffle(s, s, 2, 3, 0, 1));
  return f32x4.extract_lane(half, 0) + f32x4.extract_lane(half, 1);
}

export function dotFloat32(x: usize, y: usize, length: i32): f32 {
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (let i = 0; i < length; i += 16) {
    s0 = multiplyAdd(s0, v128.load(x), v128.load(y));
    s1 = multiplyAdd(s1, v128.load(x, 16), v128.load(y, 16));
    s2 = multiplyAdd(s2, v128.load(x, 32), v128.load(y, 32));
    s3 = multiplyAdd(s3, v128.load(x, 48), v128.load(y, 48));
    x += 64;
    y += 64;
  }
  return total(s0, s1, s2, s3);
}
