/** @file The largest magnitude among 16-bit integers, from which the length of safe chains follows. */

/** `bytes` is a multiple of 16. 32768 for -32768. */
export function largestMagnitude(at: usize, bytes: i32): i32 {
  let largest = i16x8.splat(0);
  // The absolute value of -32768 is itself, which as an unsigned number is right.
  for (const end = at + <usize>bytes; at < end; at += 16)
    largest = i16x8.max_u(largest, i16x8.abs(v128.load(at)));
  let found = 0;
  for (let i = 0; i < 8; i++) {
    found = max(found, <i32>i16x8.extract_lane_u(largest, 0));
    largest = i8x16.shuffle(largest, largest, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1);
  }
  return found;
}
