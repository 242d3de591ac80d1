/**
 * @file Vector constants that stay in a register.
 *
 * A v128 constant that a compiler can see is written out anew at each use by some engines, which in a short loop costs more than the arithmetic.
 * An exported variable could change at any time, so what is computed from it before the loop is kept.
 */
export let unknown: i32 = 0;

export function constant(word: i32): v128 {
  return i32x4.splat(word ^ unknown);
}
