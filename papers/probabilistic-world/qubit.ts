/**
 * @file One qubit from three classical spins: the bit-quantum map.
 *
 * Eight configurations of s₁, s₂, s₃ = ±1 have probabilities p; the density matrix keeps only the three mean values,
 *
 *     ρ = (1 + Σ ⟨s_k⟩ σ_k)/2,   Σ ⟨s_k⟩² ≤ 1   (the quantum constraint)
 *
 * (arXiv:1806.05960.) Correlations such as ⟨s₁ s₂⟩ exist for the spins but not for the qubit: statistics of the subsystem is incomplete.
 */
import { complexMatrix, type ComplexMatrix } from "./complex-matrix.ts";
import { requireDistribution, requireVector } from "./limits.ts";
import { spin } from "./ising.ts";
import { uniqueJump, type UniqueJump } from "./unique-jump.ts";
import { hypot } from "@working-papers/lab/elementary";

export const SIGMA: readonly ComplexMatrix[] = [
  pauli([1, 0, 0, 1], [0, 0, 0, 0]),
  pauli([0, 1, 1, 0], [0, 0, 0, 0]),
  pauli([0, 0, 0, 0], [0, -1, 1, 0]),
  pauli([1, 0, 0, -1], [0, 0, 0, 0]),
];

function pauli(re: number[], im: number[]): ComplexMatrix {
  return complexMatrix(2, (row, column) => [re[2 * row + column], im[2 * row + column]]);
}

export type Vector3 = readonly [number, number, number];

/** The mean values of the three spins. Bit k of a state is spin k + 1, set for +1. @throws RangeError for a bad distribution */
export function blochVector(p: ArrayLike<number>): Vector3 {
  if (p.length !== 8)
    throw new RangeError(`Three spins have 8 states, but ${p.length} probabilities were given.`);
  requireDistribution(p);
  const mean = (bit: number) =>
    Array.from(p).reduce((sum, value, state) => sum + value * spin(state, bit), 0);
  return [mean(0), mean(1), mean(2)];
}

/** ρ = (1 + m·σ)/2. */
export function densityFromBloch([x, y, z]: Vector3): ComplexMatrix {
  return complexMatrix(2, (row, column) => {
    if (row === column) return [(1 + (row === 0 ? z : -z)) / 2, 0];
    return [x / 2, row === 0 ? -y / 2 : y / 2];
  });
}

/**
 * The density matrix of the qubit that three spins form.
 *
 * @throws RangeError when the mean values lie outside of the Bloch ball
 */
export function qubitFromSpins(p: ArrayLike<number>): ComplexMatrix {
  const m = blochVector(p);
  const length = hypot(...m);
  if (length > 1 + 1e-12)
    throw new RangeError(
      `These spins form no qubit: their mean values (${m.map((v) => v.toFixed(3)).join(", ")}) have length ${length.toFixed(3)}, more than 1.`,
    );
  return densityFromBloch(m);
}

/** Independent spins with the given mean values: one of many distributions of the same qubit. */
export function independentSpins(m: readonly number[]): Float64Array {
  requireVector(2 ** m.length);
  const outside = m.findIndex((value) => !(Math.abs(value) <= 1));
  if (outside >= 0)
    throw new RangeError(
      `A mean value of a spin lies between −1 and 1, but that of spin ${outside + 1} is ${m[outside]}.`,
    );
  return Float64Array.from({ length: 2 ** m.length }, (_, state) =>
    m.reduce((product, value, bit) => (product * (1 + spin(state, bit) * value)) / 2, 1),
  );
}

/** A change of spins s′_k = sign_k · s_{axis_k}; axes are counted from 0. */
export interface SpinMap {
  axis: readonly number[];
  sign: readonly number[];
}

/** The one-qubit gates that are unique jumps of three spins: s′ in terms of s. */
export const SPIN_GATES: Record<"H" | "S" | "X" | "Y" | "Z", SpinMap> = {
  H: { axis: [2, 1, 0], sign: [1, -1, 1] },
  S: { axis: [1, 0, 2], sign: [-1, 1, 1] },
  X: { axis: [0, 1, 2], sign: [1, -1, -1] },
  Y: { axis: [0, 1, 2], sign: [-1, 1, -1] },
  Z: { axis: [0, 1, 2], sign: [-1, -1, 1] },
};

export const UNITARIES: Record<"H" | "S" | "T", ComplexMatrix> = {
  H: pauli(
    [1, 1, 1, -1].map((v) => v * Math.SQRT1_2),
    [0, 0, 0, 0],
  ),
  S: pauli([1, 0, 0, 0], [0, 0, 0, 1]),
  T: pauli([1, 0, 0, Math.SQRT1_2], [0, 0, 0, Math.SQRT1_2]),
};

/** What a change of spins does to configurations: a permutation of 2^n states. */
export function spinJump({ axis, sign }: SpinMap): UniqueJump {
  return uniqueJump(2 ** axis.length, (state) =>
    axis.reduce((out, from, k) => out | (((sign[k] * spin(state, from) + 1) / 2) << k), 0),
  );
}

/** First `first`, then `second`. */
export function thenSpins(first: SpinMap, second: SpinMap): SpinMap {
  return {
    axis: second.axis.map((middle) => first.axis[middle]),
    sign: second.axis.map((middle, k) => second.sign[k] * first.sign[middle]),
  };
}

/** All maps that products of the given ones make, each with one word of generators that leads to it. */
export function closure(generators: Readonly<Record<string, SpinMap>>): { map: SpinMap; word: string[] }[] {
  const first = Object.values(generators)[0];
  const start = { axis: first.axis.map((_, k) => k), sign: first.axis.map(() => 1) };
  const found = new Map<string, { map: SpinMap; word: string[] }>([[key(start), { map: start, word: [] }]]);
  const queue = [...found.values()];
  for (const { map, word } of queue)
    for (const [name, generator] of Object.entries(generators)) {
      const next = thenSpins(map, generator);
      const id = key(next);
      if (found.has(id)) continue;
      const entry = { map: next, word: word.concat(name) };
      found.set(id, entry);
      queue.push(entry);
    }
  return queue;
}

function key({ axis, sign }: SpinMap): string {
  return String.fromCharCode(...axis.map((from, k) => 2 * from + (sign[k] < 0 ? 1 : 0) + 48));
}

/**
 * Whether a permutation of the eight states acts on the three mean values alone: every new spin is ± an old one. Returns that change, or
 * nothing when some new mean value would need more than the old mean values.
 */
export function inducedSpinMap(image: ArrayLike<number>): SpinMap | undefined {
  const axis: number[] = [];
  const sign: number[] = [];
  for (let k = 0; k < 3; k++) {
    for (let j = 0; j < 3 && axis.length === k; j++) {
      let product = 0;
      for (let state = 0; state < 8; state++) product += spin(image[state], k) * spin(state, j);
      if (Math.abs(product) === 8) {
        axis.push(j);
        sign.push(product / 8);
      }
    }
    if (axis.length === k) return undefined;
  }
  return { axis, sign };
}

/** +1 for rotations, −1 for mirror images, which no unitary gate makes. */
export function orientation({ axis, sign }: SpinMap): number {
  let inversions = 0;
  for (let i = 0; i < axis.length; i++) for (let j = 0; j < i; j++) if (axis[j] > axis[i]) inversions++;
  return sign.reduce((product, value) => product * value, 1) * (inversions % 2 === 0 ? 1 : -1);
}
