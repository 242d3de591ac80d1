/**
 * @file Rounds float32 lanes to a narrower format, to nearest even.
 *
 * A field of a float32 with d mantissa bits too many is rounded as an integer: add just under half of 2^d, and one more when the bit above is odd;
 * the carry runs into the exponent as it should. Below the format's smallest normal number the spacing no longer shrinks, and there adding
 * and taking away 2^23 spacings makes the machine round. What ends above the largest number becomes `overflow`; NaN stays NaN.
 *
 * A format is eight words in memory: d, just under half of 2^d, 1 (0 when d is 0), the bits to keep, then as fields of float32 the smallest
 * normal number, 2^23 spacings below it, the largest number, and what an overflow gives.
 */
import { constant } from "./constant";
import { INFINITY_FIELD, MAGNITUDE } from "./layout";

// @inline
export function roundLanes(
  x: v128,
  dropped: i32,
  half: v128,
  odd: v128,
  keep: v128,
  normal: v128,
  spacings: v128,
  largest: v128,
  overflow: v128,
  magnitude: v128,
  infinity: v128,
): v128 {
  const field = v128.and(x, magnitude);
  const up = i32x4.add(half, v128.and(i32x4.shr_u(field, dropped), odd));
  let rounded = v128.and(i32x4.add(field, up), keep);
  const small = f32x4.sub(f32x4.add(field, spacings), spacings);
  rounded = v128.bitselect(small, rounded, i32x4.lt_s(field, normal));
  rounded = v128.bitselect(overflow, rounded, i32x4.gt_s(rounded, largest));
  rounded = v128.bitselect(field, rounded, i32x4.gt_s(field, infinity));
  return v128.or(rounded, v128.andnot(x, magnitude));
}

/** Rounds `length` numbers, a multiple of four, in place. */
export function roundNumbers(at: usize, length: i32, format: usize): void {
  const dropped = load<i32>(format);
  const half = v128.load32_splat(format, 4);
  const odd = v128.load32_splat(format, 8);
  const keep = v128.load32_splat(format, 12);
  const normal = v128.load32_splat(format, 16);
  const spacings = v128.load32_splat(format, 20);
  const largest = v128.load32_splat(format, 24);
  const overflow = v128.load32_splat(format, 28);
  const magnitude = constant(MAGNITUDE);
  const infinity = constant(INFINITY_FIELD);
  for (const end = at + ((<usize>length) << 2); at < end; at += 16)
    v128.store(
      at,
      roundLanes(
        v128.load(at),
        dropped,
        half,
        odd,
        keep,
        normal,
        spacings,
        largest,
        overflow,
        magnitude,
        infinity,
      ),
    );
}
