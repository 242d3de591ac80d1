/**
 * @file Fermionic creation and annihilation operators on bits, and Hamiltonians made of them.
 *
 * Jordan and Wigner: a bit is a mode, and moving a particle past occupied bits costs a sign. A state is the product of creation
 * operators in increasing order of bits, applied to the empty state.
 */
import { complexMatrix, type ComplexMatrix } from "./complex-matrix.ts";
import { requireMatrix, requireVector } from "./limits.ts";
import { bitCount } from "./thirring.ts";
import { cycles, energy, type UniqueJump } from "./unique-jump.ts";
import { cos, sin } from "@working-papers/lab/elementary";

/** All states of `modes` bits with `particles` of them set, ascending. */
export function sector(modes: number, particles: number): number[] {
  requireVector(2 ** modes);
  return Array.from({ length: 2 ** modes }, (_, state) => state).filter(
    (state) => bitCount(state) === particles,
  );
}

/** a_j on a state: the state without that bit and its sign, or nothing when it is empty. */
export function annihilate(state: number, bit: number): { state: number; sign: number } | undefined {
  if (((state >> bit) & 1) === 0) return undefined;
  return { state: state ^ (1 << bit), sign: bitCount(state & ((1 << bit) - 1)) % 2 === 0 ? 1 : -1 };
}

/** a†_j on a state, or nothing when it is occupied. */
export function create(state: number, bit: number): { state: number; sign: number } | undefined {
  if ((state >> bit) & 1) return undefined;
  return { state: state ^ (1 << bit), sign: bitCount(state & ((1 << bit) - 1)) % 2 === 0 ? 1 : -1 };
}

export type Ladder = { bit: number; dagger: boolean };

/** A product of ladder operators on a state, the rightmost first. */
export function applyLadders(
  ladders: readonly Ladder[],
  state: number,
): { state: number; sign: number } | undefined {
  let now = { state, sign: 1 };
  for (const { bit, dagger } of ladders.toReversed()) {
    const next = dagger ? create(now.state, bit) : annihilate(now.state, bit);
    if (!next) return undefined;
    now = { state: next.state, sign: now.sign * next.sign };
  }
  return now;
}

/** Σ h_xy a†_x a_y within a sector, for complex h. */
export function oneBodyOperator(
  h: (x: number, y: number) => [number, number],
  modes: number,
  particles: number,
): ComplexMatrix {
  const states = sector(modes, particles);
  requireMatrix(states.length);
  const index = new Map(states.map((state, i) => [state, i]));
  const operator = complexMatrix(states.length, () => [0, 0]);
  states.forEach((state, column) => {
    for (let y = 0; y < modes; y++)
      for (let x = 0; x < modes; x++) {
        const moved = applyLadders(
          [
            { bit: x, dagger: true },
            { bit: y, dagger: false },
          ],
          state,
        );
        if (!moved) continue;
        const element = (index.get(moved.state) ?? 0) * states.length + column;
        const [re, im] = h(x, y);
        operator.re[element] += moved.sign * re;
        operator.im[element] += moved.sign * im;
      }
  });
  return operator;
}

/**
 * H = Σ_k k a†_k a_k of free right movers in a sector: k = 2πj/X for an odd number of particles, 2π(j + ½)/X for an even one, because a
 * particle that goes round the ring passes all others.
 */
export function freeHamiltonian(sites: number, particles: number): ComplexMatrix {
  const half = particles % 2 === 0 ? 0.5 : 0;
  const momenta = Array.from(
    { length: sites },
    (_, i) => (2 * Math.PI * (i - Math.floor((sites - 1) / 2) - half)) / sites,
  );
  const kernel = (d: number): [number, number] => [
    momenta.reduce((sum, k) => sum + k * cos(k * d), 0) / sites,
    momenta.reduce((sum, k) => sum + k * sin(k * d), 0) / sites,
  ];
  return oneBodyOperator((x, y) => kernel(x - y), sites, particles);
}

/** V = a†_R2 a_R1 a†_L1 a_L2 + h.c. on the four modes of a site, in the order R1, R2, L1, L2. */
export function exchangeOperator(): ComplexMatrix {
  const ladders: Ladder[] = [
    { bit: 1, dagger: true },
    { bit: 0, dagger: false },
    { bit: 2, dagger: true },
    { bit: 3, dagger: false },
  ];
  const conjugate = ladders.toReversed().map(({ bit, dagger }) => ({ bit, dagger: !dagger }));
  const v = complexMatrix(16, () => [0, 0]);
  for (let state = 0; state < 16; state++)
    for (const product of [ladders, conjugate]) {
      const result = applyLadders(product, state);
      if (result) v.re[result.state * 16 + state] += result.sign;
    }
  return v;
}

/**
 * H = i log S of any unique-jump operator: Σ E |L, j⟩⟨L, j| over the Fourier modes of its cycles, on the branch (−π, π]. Other branches
 * differ by 2π per eigenvalue and give the same evolution.
 */
export function cycleHamiltonian(jump: UniqueJump): ComplexMatrix {
  const h = complexMatrix(jump.dimension, () => [0, 0]);
  for (const { start, length, sign } of cycles(jump)) {
    const states: number[] = [];
    const gauge: number[] = [];
    for (let state = start, collected = 1, n = 0; n < length; n++) {
      states.push(state);
      gauge.push(collected);
      collected *= jump.sign?.[state] ?? 1;
      state = jump.image[state];
    }
    const roots = Array.from({ length }, (_, j) =>
      sign === 1 ? { numerator: j, denominator: length } : { numerator: 2 * j + 1, denominator: 2 * length },
    );
    // The mode with eigenvalue e^{2πi turns} has amplitudes e^{−2πi turns n}/√L along the cycle; only differences m − n enter.
    const kernel = (d: number) => {
      let re = 0;
      let im = 0;
      for (const root of roots) {
        const angle = (-2 * Math.PI * root.numerator * d) / root.denominator;
        re += (energy(root) * cos(angle)) / length;
        im += (energy(root) * sin(angle)) / length;
      }
      return { re, im };
    };
    for (let m = 0; m < length; m++)
      for (let n = 0; n < length; n++) {
        const element = states[m] * jump.dimension + states[n];
        const { re, im } = kernel(m - n);
        h.re[element] = gauge[m] * gauge[n] * re;
        h.im[element] = gauge[m] * gauge[n] * im;
      }
  }
  return h;
}
