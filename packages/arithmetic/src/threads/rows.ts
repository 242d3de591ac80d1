/**
 * @file A matrix product in parts of rows, each of which is a product by itself.
 *
 * Every element of the result has its own accumulator, so that its bits do not depend on the part it is computed in.
 */
import type { MatmulShape } from "../kernels/kernels.ts";
import type { Operand, Result } from "./protocol.ts";

/** Rows that a kernel computes together: parts are multiples of it. */
const tile = 4;

/** At most `parts` ranges of nearly equal length that together are the rows from 0 to m. */
export function rowRanges(m: number, parts: number): [from: number, to: number][] {
  const tiles = Math.ceil(m / tile);
  const count = Math.min(parts, tiles);
  const start = (part: number) => Math.min(Math.floor((part * tiles) / count) * tile, m);
  return Array.from({ length: count }, (_, part) => [start(part), start(part + 1)]);
}

/** An array of the same type in `buffer`, or in memory of its own. */
export function allocateLike<Numbers extends Operand | Result>(
  like: Numbers,
  length: number,
  buffer: ArrayBufferLike = new ArrayBuffer(length * like.BYTES_PER_ELEMENT),
): Numbers {
  type Constructor = new (buffer: ArrayBufferLike, offset: number, length: number) => Numbers;
  return new (like.constructor as Constructor)(buffer, 0, length);
}

/** Copies rows `from` to `to` of the first operand into `part`, as the first operand of a smaller product. */
export function copyRows(
  a: Operand,
  { m, k, transposeA }: MatmulShape,
  [from, to]: readonly [number, number],
  part: Operand,
): void {
  if (!transposeA) part.set(a.subarray(from * k, to * k));
  else for (let l = 0; l < k; l++) part.set(a.subarray(l * m + from, l * m + to), l * (to - from));
}
