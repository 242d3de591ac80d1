/**
 * @file Copies a slice of an integer matrix into panels of pairs.
 *
 * As in pack.ts a panel holds `width` rows of a (or columns of b), k outermost; here one word is two consecutive steps of k as 16-bit integers,
 * the lower one in the lower half, which is what a pair product takes. Bytes are widened and lose their zero point on the way. Padding is
 * zero, beyond the last row as after an odd last k.
 */
import { INT8, UINT8 } from "./layout";

/** Strides count elements: `stride` from one row (column) of the panel to the next, `step` from one k to the next; `depth` is in k. */
export function packPairs(
  source: usize,
  type: i32,
  zero: i32,
  count: i32,
  stride: i32,
  step: i32,
  depth: i32,
  width: i32,
  target: usize,
): void {
  if (type === INT8) packElements<i8>(source, zero, count, stride, step, depth, width, target);
  else if (type === UINT8) packElements<u8>(source, zero, count, stride, step, depth, width, target);
  else packElements<i16>(source, zero, count, stride, step, depth, width, target);
}

function packElements<T>(
  source: usize,
  zero: i32,
  count: i32,
  stride: i32,
  step: i32,
  depth: i32,
  width: i32,
  target: usize,
): void {
  const rowBytes = (<usize>stride) << alignof<T>();
  const stepBytes = (<usize>step) << alignof<T>();
  for (let first = 0; first < count; first += width) {
    const rows = min(width, count - first);
    for (let k = 0; k < depth; k += 2) {
      let from = source + rowBytes * first + stepBytes * k;
      for (let i = 0; i < rows; i++) {
        let word = (<i32>load<T>(from) - zero) & 0xffff;
        if (k + 1 < depth) word |= (<i32>load<T>(from + stepBytes) - zero) << 16;
        store<i32>(target, word);
        from += rowBytes;
        target += 4;
      }
      for (let i = rows; i < width; i++) {
        store<i32>(target, 0);
        target += 4;
      }
    }
  }
}
