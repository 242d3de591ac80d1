/**
 * @file Counter-based random numbers: Philox4x32-10.
 *
 * Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011). A block of four words is a keyed
 * bijection of a 128-bit counter, so that a stream needs no state but its position, streams for different purposes are
 * independent by construction, and a run can resume at any position. Everything beyond the words (uniforms, normals,
 * permutations) uses only operations that IEEE 754 fixes exactly (+ − × ÷ √), never the engine's own logarithm, so that a
 * seed gives the same numbers in every JavaScript engine.
 */
import { normalQuantile } from "./normal.ts";

const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;

export interface Random {
  /** The seed this stream was made from. */
  readonly seed: number;
  /** A word of 32 random bits, as a number in 0 … 2^32 − 1. */
  uint32(): number;
  /** A number in [0, 1), a multiple of 2^−53. */
  uniform(): number;
  /** A standard normal number, by inversion of one uniform. */
  normal(): number;
  /** A whole number in low … high, both included, without bias. */
  integer(low: number, high: number): number;
  /** A permutation of 0 … n − 1 (Fisher–Yates). */
  permutation(n: number): Uint32Array;
  /**
   * An independent stream for another purpose, the same for the same label. A label counts with its length and 32 bits of it:
   * among tens of thousands of labels two may coincide, so draw many things from one stream rather than fork for each.
   */
  fork(label: string): Random;
  /** How many words were drawn; `seek` to here to resume a stream. */
  readonly position: number;
  /** Moves to a position in words. */
  seek(position: number): void;
}

/**
 * A stream of random numbers.
 *
 * @param seed a whole number in 0 … 2^53 − 1
 * @throws RangeError when the seed is not such a number
 */
export function random(seed: number): Random {
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new RangeError(`A seed is a whole number from 0 to 2^53 − 1, not ${seed}.`);
  return stream(seed, 0, 0);
}

function stream(seed: number, streamLow: number, streamHigh: number): Random {
  const key0 = seed >>> 0;
  const key1 = Math.floor(seed / 2 ** 32) >>> 0;
  const block = new Uint32Array(4);
  let position = 0;
  let filledFor = -1;

  function uint32(): number {
    const index = Math.floor(position / 4);
    if (index !== filledFor) {
      philox4x32(index >>> 0, Math.floor(index / 2 ** 32) >>> 0, streamLow, streamHigh, key0, key1, block);
      filledFor = index;
    }
    return block[position++ % 4];
  }

  function uniform(): number {
    const high = uint32() >>> 5;
    const low = uint32() >>> 6;
    return (high * 0x4000000 + low) / 0x20000000000000;
  }

  function normal(): number {
    // The half step keeps the argument off 0, where the quantile is infinite; it is symmetric about ½.
    return normalQuantile(uniform() + 2 ** -54);
  }

  function integer(low: number, high: number): number {
    const span = high - low + 1;
    if (!Number.isSafeInteger(low) || !Number.isSafeInteger(high) || span < 1 || span > 2 ** 32)
      throw new RangeError(
        `A range of whole numbers with 1 to 2^32 values was expected, not ${low} … ${high}.`,
      );
    // Words at or above the largest multiple of the span would favour small values: draw again.
    const limit = 2 ** 32 - (2 ** 32 % span);
    let word = uint32();
    while (word >= limit) word = uint32();
    return low + (word % span);
  }

  function permutation(n: number): Uint32Array {
    const order = Uint32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = integer(0, i);
      const held = order[i];
      order[i] = order[j];
      order[j] = held;
    }
    return order;
  }

  return {
    seed,
    uint32,
    uniform,
    normal,
    integer,
    permutation,
    fork: (label) => stream(seed, ...hashLabel(label, streamLow, streamHigh)),
    get position() {
      return position;
    },
    seek(to) {
      position = to;
    },
  };
}

/**
 * One block: ten rounds of Philox4x32 on counter words c0…c3 under key words k0, k1, written to `out`.
 * Exported for the known-answer tests.
 */
export function philox4x32(
  c0: number,
  c1: number,
  c2: number,
  c3: number,
  k0: number,
  k1: number,
  out: Uint32Array,
): void {
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(MULTIPLIER_0, c0);
    const low0 = Math.imul(MULTIPLIER_0, c0);
    const high1 = multiplyHigh(MULTIPLIER_1, c2);
    const low1 = Math.imul(MULTIPLIER_1, c2);
    c0 = (high1 ^ c1 ^ k0) >>> 0;
    c1 = low1 >>> 0;
    c2 = (high0 ^ c3 ^ k1) >>> 0;
    c3 = low0 >>> 0;
    k0 = (k0 + WEYL_0) | 0;
    k1 = (k1 + WEYL_1) | 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

/** The upper 32 bits of the 64-bit product of two unsigned words. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const cross = aLow * bHigh + (middle & 0xffff);
  return aHigh * bHigh + Math.floor(middle / 65536) + Math.floor(cross / 65536);
}

/** A 64-bit stream number from a label and the parent's: FNV-1a, finished by one Philox block so that near labels part. */
function hashLabel(label: string, parentLow: number, parentHigh: number): [number, number] {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(label)) hash = Math.imul(hash ^ byte, 0x01000193);
  const mixed = new Uint32Array(4);
  philox4x32(hash >>> 0, label.length, parentLow, parentHigh, 0x57505031, 0x666f726b, mixed);
  return [mixed[0], mixed[1] | 1];
}
