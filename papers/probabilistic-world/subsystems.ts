/**
 * @file Subsystems: what remains of a state when some of its bits are not looked at.
 *
 * ρ_S = tr_E q ⊗ q. Its diagonal is the classical marginal; its other elements are what the marginal forgets. A pure state becomes
 * mixed, tr ρ_S² < 1, when the subsystem is entangled with the rest. Coarse graining keeps even less: a label of each state.
 */
import { requireDistribution } from "./limits.ts";
import { matrix, type Matrix } from "./matrix.ts";
import type { UniqueJump } from "./unique-jump.ts";
import { log2 } from "@working-papers/lab/elementary";

/** The bits of a state at the given positions, the first as bit 0. */
function extract(state: number, positions: readonly number[]): number {
  return positions.reduce((out, bit, k) => out | (((state >> bit) & 1) << k), 0);
}

/** @throws RangeError naming a position that is no bit, or is there twice */
function requireBits(bits: number, keep: readonly number[]): void {
  keep.forEach((bit, k) => {
    if (!Number.isInteger(bit) || bit < 0 || bit >= bits || keep.indexOf(bit) !== k)
      throw new RangeError(
        `Different bits from 0 to ${bits - 1} were expected to keep, not ${keep.join(", ")}.`,
      );
  });
}

/** The reduced density matrix of a real wave function on the bits to keep. */
export function reducedDensity(q: Float64Array, bits: number, keep: readonly number[]): Matrix {
  if (q.length !== 2 ** bits)
    throw new RangeError(
      `A wave function of ${2 ** bits} states was expected for ${bits} bits, not of ${q.length}.`,
    );
  requireBits(bits, keep);
  const rest = Array.from({ length: bits }, (_, bit) => bit).filter((bit) => !keep.includes(bit));
  const size = 2 ** keep.length;
  const table = new Float64Array(size * 2 ** rest.length);
  q.forEach((value, state) => {
    table[extract(state, rest) * size + extract(state, keep)] = value;
  });
  return matrix(size, (row, column) => {
    let sum = 0;
    for (let e = 0; e < table.length; e += size) sum += table[e + row] * table[e + column];
    return sum;
  });
}

/** The classical marginal of a distribution on the bits to keep. */
export function marginal(p: Float64Array, keep: readonly number[]): Float64Array {
  requireDistribution(p);
  requireBits(Math.round(log2(p.length)), keep);
  const out = new Float64Array(2 ** keep.length);
  p.forEach((value, state) => {
    out[extract(state, keep)] += value;
  });
  return out;
}

/** tr ρ² of a symmetric density matrix: 1 for pure states. */
export function purity({ a }: Matrix): number {
  return a.reduce((sum, value) => sum + value * value, 0);
}

/**
 * How undetermined a coarse description is: the entropy in bits of the next label given the present one, when all states are equally
 * likely, with the number of labels and the most successors that one label has. A deterministic evolution of labels has entropy 0.
 */
export function coarseEvolution(
  { dimension, image }: UniqueJump,
  label: (state: number) => number,
): { entropy: number; labels: number; mostSuccessors: number } {
  const labels = Uint32Array.from({ length: dimension }, (_, state) => label(state));
  const pairs = new Map<number, Map<number, number>>();
  const totals = new Map<number, number>();
  for (let state = 0; state < dimension; state++) {
    const now = labels[state];
    const next = labels[image[state]];
    const successors = pairs.get(now) ?? new Map<number, number>();
    successors.set(next, (successors.get(next) ?? 0) + 1);
    pairs.set(now, successors);
    totals.set(now, (totals.get(now) ?? 0) + 1);
  }
  let entropy = 0;
  let mostSuccessors = 0;
  for (const [now, successors] of pairs) {
    const total = totals.get(now) ?? 0;
    mostSuccessors = Math.max(mostSuccessors, successors.size);
    for (const number of successors.values()) entropy += (number / dimension) * log2(total / number);
  }
  return { entropy, labels: pairs.size, mostSuccessors };
}

/** The label of a state of colliding movers: how many of each species stand in each block of two sites. */
export function blockCounts(sites: number): (state: number) => number {
  return (state) => {
    let label = 0;
    for (let x = 0; x < sites; x += 2)
      for (let species = 0; species < 4; species++) {
        const here = (state >> (4 * x + species)) & 1;
        const there = (state >> (4 * (x + 1) + species)) & 1;
        label = label * 3 + here + there;
      }
    return label;
  };
}
