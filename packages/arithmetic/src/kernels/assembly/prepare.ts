/**
 * @file Makes a vector of operands of L-Mul ready in place and notes what is in it: pack.ts's `packForLmul` for contiguous numbers, four at a time.
 */
import { constant } from "./constant";
import { HAS_SPECIAL, HAS_ZERO, INFINITY_FIELD, LARGEST, MAGNITUDE, NAN_FIELD, SMALLEST } from "./layout";

/** `length` is a multiple of four; `summary` gets SUMMARY bytes. */
export function prepareForLmul(at: usize, length: i32, keep: i32, summary: usize): void {
  const kept = i32x4.splat(keep);
  const magnitude = constant(MAGNITUDE);
  const infinity = constant(INFINITY_FIELD);
  const top = constant(LARGEST);
  const bottom = constant(SMALLEST);
  const nan = constant(NAN_FIELD);
  let smallest = magnitude;
  let largest = i32x4.splat(0);
  let specials = i32x4.splat(0);
  let zeros = i32x4.splat(0);
  for (const end = at + ((<usize>length) << 2); at < end; at += 16) {
    const word = v128.load(at);
    const field = v128.and(word, magnitude);
    const special = i32x4.gt_s(field, top);
    const zero = i32x4.lt_s(field, bottom);
    let ready = v128.bitselect(word, v128.and(word, kept), special);
    ready = v128.bitselect(nan, ready, i32x4.gt_s(field, infinity));
    v128.store(at, v128.andnot(ready, zero));
    const none = v128.or(special, zero);
    smallest = i32x4.min_s(smallest, v128.bitselect(magnitude, v128.and(field, kept), none));
    largest = i32x4.max_s(largest, v128.andnot(field, none));
    specials = v128.or(specials, special);
    zeros = v128.or(zeros, zero);
  }
  store<i32>(summary, lowest(smallest), 0);
  // ~x is -1 - x, so that the lowest of the one is the highest of the other.
  store<i32>(summary, ~lowest(v128.not(largest)), 4);
  const flags = (v128.any_true(specials) ? HAS_SPECIAL : 0) | (v128.any_true(zeros) ? HAS_ZERO : 0);
  store<i32>(summary, flags, 8);
}

/** The smallest lane, signed. */
function lowest(lanes: v128): i32 {
  let least = i32x4.min_s(lanes, i32x4.shuffle(lanes, lanes, 2, 3, 0, 1));
  least = i32x4.min_s(least, i32x4.shuffle(least, least, 1, 0, 3, 2));
  return i32x4.extract_lane(least, 0);
}
