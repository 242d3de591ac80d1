/**
 * @file s + x·y of four float32 lanes: two roundings, or whatever is fastest when the module is built for relaxed SIMD.
 *
 * Relaxed, the engine may fuse the two into one rounding, and does where the processor can: faster, more precise, and other bits on
 * another machine. So it is a module of its own, and a provider with another name.
 */

// @inline
export function multiplyAdd(s: v128, x: v128, y: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(x, y, s) : f32x4.add(s, f32x4.mul(x, y));
}
