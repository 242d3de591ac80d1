/**
 * @file A loop of multiplications and additions that nothing holds up: the speed that a kernel can be compared with.
 */

import { constant } from "./constant";
import { multiplyAdd } from "./multiply-add";

/** Performs `rounds` × 10 vector multiplications and as many additions on registers, and returns something that depends on all. */
export function peak(rounds: i32): f32 {
  const x = constant(0x3f800001);
  const y = constant(0x3089705f);
  let s0 = f32x4.splat(1.0);
  let s1 = f32x4.splat(1.0625);
  let s2 = f32x4.splat(1.125);
  let s3 = f32x4.splat(1.1875);
  let s4 = f32x4.splat(1.25);
  let s5 = f32x4.splat(1.3125);
  let s6 = f32x4.splat(1.375);
  let s7 = f32x4.splat(1.4375);
  let s8 = f32x4.splat(1.5);
  let s9 = f32x4.splat(1.5625);
  for (let i = 0; i < rounds; i++) {
    s0 = multiplyAdd(y, s0, x);
    s1 = multiplyAdd(y, s1, x);
    s2 = multiplyAdd(y, s2, x);
    s3 = multiplyAdd(y, s3, x);
    s4 = multiplyAdd(y, s4, x);
    s5 = multiplyAdd(y, s5, x);
    s6 = multiplyAdd(y, s6, x);
    s7 = multiplyAdd(y, s7, x);
    s8 = multiplyAdd(y, s8, x);
    s9 = multiplyAdd(y, s9, x);
  }
  let s = s0;
  s = f32x4.add(s, s1);
  s = f32x4.add(s, s2);
  s = f32x4.add(s, s3);
  s = f32x4.add(s, s4);
  s = f32x4.add(s, s5);
  s = f32x4.add(s, s6);
  s = f32x4.add(s, s7);
  s = f32x4.add(s, s8);
  s = f32x4.add(s, s9);
  return f32x4.extract_lane(s, 0) + f32x4.extract_lane(s, 3);
}
