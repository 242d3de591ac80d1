/**
 * @file Rounds float32 lanes to a narrower format, to nearest even.
 *
 * Two ways, each of which some formats need. *By addition*: adding and taking away a power of two that is 2^23 spacings of the format makes
 * the machine round; below the smallest normal number that power stays what it is. *By carry*: add just under half of the d bits that have
 * to go to the field, and one more when the bit above is odd; the carry runs into the exponent as it should. The first would overflow for
 * formats as wide as float32, the second does not know other subnormal numbers than float32's.
 *
 * What is beyond the last number that rounds to a finite one becomes `overflow`; NaN stays NaN.
 */
import { INFINITY_FIELD, MAGNITUDE, POWER } from "./layout";

/** A format in memory: eight words, see `describeFormat` in rounded-options.ts. */
export function roundsByCarry(format: usize): bool {
  return load<i32>(format) !== 0;
}

// @inline
export function roundByAddition(
  x: v128,
  normal: v128,
  dropped: v128,
  last: v128,
  overflow: v128,
  magnitude: v128,
  power: v128,
  infinity: v128,
): v128 {
  const field = v128.and(x, magnitude);
  const large = i32x4.add(i32x4.max_s(v128.and(field, power), normal), dropped);
  return finish(x, field, f32x4.sub(f32x4.add(field, large), large), last, overflow, magnitude, infinity);
}

// @inline
export function roundByCarry(
  x: v128,
  dropped: i32,
  half: v128,
  odd: v128,
  keep: v128,
  last: v128,
  overflow: v128,
  magnitude: v128,
  infinity: v128,
): v128 {
  const field = v128.and(x, magnitude);
  const up = i32x4.add(half, v128.and(i32x4.shr_u(field, dropped), odd));
  return finish(x, field, v128.and(i32x4.add(field, up), keep), last, overflow, magnitude, infinity);
}

// @inline
function finish(
  x: v128,
  field: v128,
  rounded: v128,
  last: v128,
  overflow: v128,
  magnitude: v128,
  infinity: v128,
): v128 {
  const finite = v128.bitselect(overflow, rounded, i32x4.gt_s(field, last));
  return v128.or(v128.or(finite, i32x4.gt_s(field, infinity)), v128.andnot(x, magnitude));
}

/** Rounds `length` numbers, a multiple of four, in place. */
export function roundNumbers(at: usize, length: i32, format: usize): void {
  const dropped = load<i32>(format, 4);
  const half = v128.load32_splat(format, 8);
  const odd = v128.load32_splat(format, 12);
  const keep = v128.load32_splat(format, 16);
  const normal = v128.load32_splat(format, 20);
  const raise = i32x4.splat(dropped << 23);
  const last = v128.load32_splat(format, 24);
  const overflow = v128.load32_splat(format, 28);
  const magnitude = i32x4.splat(MAGNITUDE);
  const power = i32x4.splat(POWER);
  const infinity = i32x4.splat(INFINITY_FIELD);
  const carry = roundsByCarry(format);
  for (const end = at + ((<usize>length) << 2); at < end; at += 16) {
    const x = v128.load(at);
    v128.store(
      at,
      carry
        ? roundByCarry(x, dropped, half, odd, keep, last, overflow, magnitude, infinity)
        : roundByAddition(x, normal, raise, last, overflow, magnitude, power, infinity),
    );
  }
}
