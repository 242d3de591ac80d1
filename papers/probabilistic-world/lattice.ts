/**
 * @file The colliding movers on large rings, 32 cells a word: one pass over four bit planes per step.
 *
 * Cell x is bit x mod 32 of word ⌊x/32⌋ of each plane. Motion shifts a plane by one bit, with a carry from word to word; collisions are
 * three exclusive-ors and a mask, for 32 cells at once.
 */
import type { Random } from "@working-papers/lab";
import { bitCount, type ThirringVariant } from "./thirring.ts";

/** Most cells of a ring: 2^30, which is 512 MiB in four planes. */
export const MAX_CELLS = 2 ** 30;

export interface Lattice {
  cells: number;
  variant: ThirringVariant;
  /** Planes in the order R1, R2, L1, L2. */
  planes: [Uint32Array, Uint32Array, Uint32Array, Uint32Array];
}

/** An empty ring. @throws RangeError unless the number of cells is a multiple of 32 up to 2^30 */
export function lattice(cells: number, variant: ThirringVariant): Lattice {
  if (!Number.isInteger(cells) || cells < 32 || cells % 32 !== 0 || cells > MAX_CELLS)
    throw new RangeError(
      `The bit-parallel lattice has a multiple of 32 cells, from 32 to 2^30 = ${MAX_CELLS}, not ${cells}.`,
    );
  const plane = () => new Uint32Array(cells / 32);
  return { cells, variant, planes: [plane(), plane(), plane(), plane()] };
}

/** Sets every bit with probability 1/2. */
export function fillRandomly({ planes }: Lattice, random: Random): void {
  for (const plane of planes) for (let w = 0; w < plane.length; w++) plane[w] = random.uint32();
}

export function getBit({ planes }: Lattice, species: number, x: number): 0 | 1 {
  return ((planes[species][x >>> 5] >>> (x & 31)) & 1) as 0 | 1;
}

export function flipBit({ planes }: Lattice, species: number, x: number): void {
  planes[species][x >>> 5] ^= 1 << (x & 31);
}

/** How many movers each plane holds. */
export function populations({ planes }: Lattice): number[] {
  return planes.map((plane) => plane.reduce((sum, word) => sum + bitCount(word), 0));
}

/** One step, in place: S = S_int S_free. */
export function stepLattice({ planes: [r1, r2, l1, l2], variant }: Lattice): void {
  const words = r1.length;
  const same = variant === "base" ? -1 : 0;
  let carry1 = r1[words - 1] >>> 31;
  let carry2 = r2[words - 1] >>> 31;
  const first1 = l1[0];
  const first2 = l2[0];
  for (let w = 0; w < words; w++) {
    const old1 = r1[w];
    const old2 = r2[w];
    const a = (old1 << 1) | carry1;
    const b = (old2 << 1) | carry2;
    carry1 = old1 >>> 31;
    carry2 = old2 >>> 31;
    const last = w + 1 === words;
    const c = (l1[w] >>> 1) | ((last ? first1 : l1[w + 1]) << 31);
    const d = (l2[w] >>> 1) | ((last ? first2 : l2[w + 1]) << 31);
    // `same` masks the meetings of equal colours, which the base rule leaves alone.
    const flip = (a ^ b) & (c ^ d) & ~(same & ~(a ^ c));
    r1[w] = a ^ flip;
    r2[w] = b ^ flip;
    l1[w] = c ^ flip;
    l2[w] = d ^ flip;
  }
}

/** One step back, in place: the collision is its own inverse, then everything moves the other way. */
export function unstepLattice({ planes: [r1, r2, l1, l2], variant }: Lattice): void {
  const words = r1.length;
  const same = variant === "base" ? -1 : 0;
  for (let w = 0; w < words; w++) {
    const flip = (r1[w] ^ r2[w]) & (l1[w] ^ l2[w]) & ~(same & ~(r1[w] ^ l1[w]));
    r1[w] ^= flip;
    r2[w] ^= flip;
    l1[w] ^= flip;
    l2[w] ^= flip;
  }
  for (const plane of [r1, r2]) {
    const first = plane[0];
    for (let w = 0; w < words; w++)
      plane[w] = (plane[w] >>> 1) | ((w + 1 === words ? first : plane[w + 1]) << 31);
  }
  for (const plane of [l1, l2]) {
    let carry = plane[words - 1] >>> 31;
    for (let w = 0; w < words; w++) {
      const old = plane[w];
      plane[w] = (old << 1) | carry;
      carry = old >>> 31;
    }
  }
}
