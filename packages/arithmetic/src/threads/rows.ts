/**
 * @file A matrix product in parts of rows, each of which is a product by itself.
 *
 * Every element of the result has its own accumulator, so that its bits do not depend on the part it is computed in.
 */
import type { MatmulShape } from "../kernels/kernels.ts";
import type { Operand } from "./protocol.ts";

/** Rows that a kernel computes together: parts are multiples of it. */
const tile = 4;

/** At most `parts` ranges of nearly equal length that together are the rows from 0 to m. */
export function rowRanges(m: number, parts: number): [from: number, to: number][] {
  const tiles = Math.ceil(m / tile);
  const count = Math.min(parts, tiles);
  const start = (part: number) => Math.min(Math.floor((part * tiles) / count) * tile, m);
  return Array.from({ length: count }, (_, part) => [start(part), start(part + 1)]);
}

/** An array of the same type in memory of its own, shared if that is wanted. */
export function allocateLike<Numbers extends Operand | Float32Array | Int32Array>(
  like: Numbers,
  length: number,
  shared: boolean,
): Numbers {
  const bytes = length * like.BYTES_PER_ELEMENT;
  const buffer = shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes);
  return new (like.constructor as new (buffer: ArrayBufferLike) => Numbers)(buffer);
}

/** Rows `from` to `to` of the first operand, copied: a worker gets what it needs and no more. */
export function copyRows<Numbers extends Operand>(
  a: Numbers,
  { m, k, transposeA }: MatmulShape,
  [from, to]: readonly [number, number],
  shared: boolean,
): Numbers {
  const part = allocateLike(a, (to - from) * k, shared);
  if (!transposeA) part.set(a.subarray(from * k, to * k));
  else for (let l = 0; l < k; l++) part.set(a.subarray(l * m + from, l * m + to), l * (to - from));
  return part;
}
