/** @file Tensors that make kernels wrong, and the comparison of results: for the tests of the kernels. */

import type { MatmulShape } from "./kernels.ts";

/** A repeatable stream of 32-bit integers. */
export function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return (z ^ (z >>> 16)) >>> 0;
  };
}

export type Fill = (count: number, seed: number) => Float32Array;

export const uniform: Fill = (count, seed) => {
  const next = generator(seed);
  return Float32Array.from({ length: count }, () => next() / 2 ** 31 - 1);
};

/** What makes a fast path wrong when it is taken where it may not be. */
export const fills: Record<string, Fill> = {
  "numbers from -1 to 1": uniform,
  "zeros of both signs among them": (count, seed) =>
    uniform(count, seed).map((x, i) => ((i * 7 + seed) % 3 === 0 ? (i % 2 === 0 ? 0 : -0) : x)),
  "subnormals among them": (count, seed) => uniform(count, seed).map((x, i) => (i % 5 === 0 ? x * 1e-39 : x)),
  "all zero": (count) => new Float32Array(count),
  "random bits": (count, seed) => {
    const next = generator(seed);
    return new Float32Array(Uint32Array.from({ length: count }, next).buffer);
  },
  "exponents over the whole range, no specials": (count, seed) => {
    const next = generator(seed);
    return new Float32Array(
      Uint32Array.from({ length: count }, () => (next() % 0x7f800000) | (next() & 1 ? 0x80000000 : 0)).buffer,
    );
  },
  "sums at the edge of overflow": (count, seed) => uniform(count, seed).map((x) => x * 2 ** 64.5),
  "sums at the edge of underflow": (count, seed) => uniform(count, seed).map((x) => x * 2 ** -62.5),
  // Of nearly one magnitude, so that whole panels are on one side of the edge, or just across it.
  "products just around the largest number": (count, seed) =>
    uniform(count, seed).map((x) => Math.sign(x) * (1.5 + x / 2) * 2 ** 63.2),
  "products just around the smallest normal number": (count, seed) =>
    uniform(count, seed).map((x) => Math.sign(x) * (1.5 + x / 2) * 2 ** -63.3),
  "products well inside the smallest normal numbers": (count, seed) =>
    uniform(count, seed).map((x) => Math.sign(x) * (1.5 + x / 2) * 2 ** -62.3),
  // As after a softmax: beside a few that matter, probabilities whose products with anything vanish, or nearly.
  "probabilities, most of them tiny": (count, seed) =>
    uniform(count, seed).map((x) => Math.exp(-90 * (x + 1))),
  "numbers near the smallest normal one": (count, seed) =>
    uniform(count, seed).map((x) => Math.sign(x) * (1.5 + x / 2) * 2 ** -125),
  // Every tile that takes underflow must still be right for its neighbours: zeros, and products short of overflow.
  "zeros beside numbers of 2^-70 to 2^62": (count, seed) => {
    const next = generator(seed);
    return Float32Array.from({ length: count }, () =>
      next() % 4 === 0 ? 0 : (next() / 2 ** 31 - 1) * 2 ** ((next() % 133) - 70),
    );
  },
  "a few infinities and NaN with payloads": (count, seed) => {
    const values = uniform(count, seed);
    const words = new Uint32Array(values.buffer);
    words.forEach((_, i) => {
      if ((i * 31 + seed) % 97 === 0)
        words[i] = [0x7f800000, 0xff800000, 0x7f800001, 0xffc00000, 0, 1][(i + seed) % 6];
    });
    return values;
  },
};

export const shapes: MatmulShape[] = [
  { m: 1, k: 1, n: 1 },
  { m: 4, k: 3, n: 8 },
  { m: 5, k: 7, n: 9 },
  { m: 3, k: 16, n: 15 },
  { m: 13, k: 5, n: 17, transposeA: true },
  { m: 9, k: 11, n: 23, transposeB: true },
  { m: 6, k: 4, n: 10, transposeA: true, transposeB: true },
  { m: 5, k: 1030, n: 10 },
  { m: 0, k: 3, n: 4 },
  { m: 3, k: 0, n: 4 },
  { m: 3, k: 4, n: 0 },
];

/** Places where two results are not the same number; every NaN is the same, the two zeros are not. */
export const differences = (got: Float32Array | Int32Array, expected: Float32Array | Int32Array) =>
  got.length === expected.length
    ? Array.from(got).filter((x, i) => !Object.is(x, expected[i])).length
    : "length";
