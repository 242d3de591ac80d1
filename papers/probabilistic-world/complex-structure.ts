/**
 * @file Complex structures: what turns the real wave function of an automaton into a complex one.
 *
 * A real matrix I with I² = −1, Iᵀ = −I and S I = I S lets a + ib act on q as a q + b I q; S is then unitary for the hermitian form
 * h(q, q′) = q·q′ + i q·(I q′). One exists exactly when the eigenvalues +1 and −1 of S both have even multiplicity (derived here:
 * on the real eigenspaces I must pair vectors, on the others the imaginary part of S can serve).
 *
 * The paper ties I to the exchange of particles and holes. For a state τ and its conjugate Kτ on different orbits, I e_τ = e_Kτ and
 * I e_Kτ = −e_τ. An orbit that contains its own conjugates has K = S^{L/2} there, and K² = +1: no I. With one minus sign in the orbit,
 * which no bit probability can see, S^L = −1, and I = S^{L/2} is the complex structure.
 */
import { zeros, type Matrix } from "./matrix.ts";
import { cycles, thenJump, type Cycle, type UniqueJump } from "./unique-jump.ts";
import { cos, sin } from "@working-papers/lab/elementary";

export interface StructureTest {
  exists: boolean;
  /** Multiplicities of the eigenvalues +1 and −1. */
  plus: number;
  minus: number;
}

/** Whether any complex structure commutes with a unique-jump operator. */
export function complexStructureTest(jump: UniqueJump): StructureTest {
  let plus = 0;
  let minus = 0;
  for (const { length, sign } of cycles(jump)) {
    if (sign === 1) plus++;
    if ((sign === 1) === (length % 2 === 0)) minus++;
  }
  return { exists: plus % 2 === 0 && minus % 2 === 0, plus, minus };
}

/**
 * A complex structure from Fourier modes along the cycles. Not unique: every sign of a pair of modes may be turned.
 *
 * @throws RangeError when none exists, with the multiplicities
 */
export function cycleComplexStructure(jump: UniqueJump): Matrix {
  const test = complexStructureTest(jump);
  if (!test.exists)
    throw new RangeError(
      `No complex structure exists: the eigenvalues +1 and −1 have multiplicities ${test.plus} and ${test.minus}, which must both be even.`,
    );
  const structure = zeros(jump.dimension);
  const add = (to: Float64Array, from: Float64Array, states: [number[], number[]]) => {
    states[0].forEach((row, i) =>
      states[1].forEach((column, j) => {
        structure.a[row * jump.dimension + column] += to[i] * from[j];
        structure.a[column * jump.dimension + row] -= to[i] * from[j];
      }),
    );
  };
  const waiting: Record<"plus" | "minus", { states: number[]; mode: Float64Array }[]> = {
    plus: [],
    minus: [],
  };
  for (const cycle of cycles(jump)) {
    const { states, gauge } = walk(jump, cycle);
    const { length } = cycle;
    for (let j = 0; j < length; j++) {
      const turns = cycle.sign === 1 ? j / length : (2 * j + 1) / (2 * length);
      if (turns > 0.5) break;
      const mode = (f: (x: number) => number, norm: number) =>
        Float64Array.from(gauge, (sign, n) => sign * Math.sqrt(norm / length) * f(2 * Math.PI * turns * n));
      if (turns === 0) waiting.plus.push({ states, mode: mode(() => 1, 1) });
      else if (turns === 0.5)
        waiting.minus.push({
          states,
          mode: Float64Array.from(gauge, (sign, n) => (sign * (n % 2 ? -1 : 1)) / Math.sqrt(length)),
        });
      else add(mode(sin, 2), mode(cos, 2), [states, states]);
    }
  }
  for (const modes of [waiting.plus, waiting.minus])
    for (let i = 0; i < modes.length; i += 2)
      add(modes[i + 1].mode, modes[i].mode, [modes[i + 1].states, modes[i].states]);
  return structure;
}

/** The states of a cycle in order, with the signs a wave function has collected on the way to each. */
function walk({ image, sign }: UniqueJump, { start, length }: Cycle): { states: number[]; gauge: number[] } {
  const states: number[] = [];
  const gauge: number[] = [];
  let state = start;
  let collected = 1;
  for (let n = 0; n < length; n++) {
    states.push(state);
    gauge.push(collected);
    collected *= sign?.[state] ?? 1;
    state = image[state];
  }
  return { states, gauge };
}

export interface ParticleHoleStructure {
  /** The automaton, with one minus sign on each orbit that contains its own conjugates. */
  jump: UniqueJump;
  /** I as a unique-jump operator: exact. */
  structure: UniqueJump;
  /** How many states lie on such orbits: there an automaton with plus signs only has no structure from K. */
  selfConjugate: number;
  selfConjugateOrbits: number;
}

/**
 * The complex structure from the exchange of particles and holes.
 *
 * @param conjugate K, an involution without fixed states that commutes with the automaton
 * @throws RangeError naming a state where K is not such an involution, or does not commute
 */
export function particleHoleStructure(
  jump: UniqueJump,
  conjugate: (state: number) => number,
): ParticleHoleStructure {
  const { dimension, image } = jump;
  for (let state = 0; state < dimension; state++) {
    const other = conjugate(state);
    if (other === state || conjugate(other) !== state)
      throw new RangeError(`Particle-hole exchange must pair states, but ${state} becomes ${other}.`);
    if (conjugate(image[state]) !== image[other])
      throw new RangeError(
        `Particle-hole exchange must commute with the automaton, but on state ${state} it does not.`,
      );
  }
  const sign = new Int8Array(dimension).fill(1);
  const partner = new Uint32Array(dimension);
  const partnerSign = new Int8Array(dimension);
  let selfConjugate = 0;
  let selfConjugateOrbits = 0;
  const done = new Uint8Array(dimension);
  for (const cycle of cycles({ dimension, image })) {
    if (done[cycle.start]) continue;
    const { states } = walk({ dimension, image }, cycle);
    const own = states.includes(conjugate(cycle.start));
    if (own) {
      selfConjugate += states.length;
      selfConjugateOrbits++;
      // One minus sign on the way back to the start: S^L = −1, and S^{L/2} takes each state to its conjugate.
      sign[states[states.length - 1]] = -1;
    }
    states.forEach((state, n) => {
      partner[state] = conjugate(state);
      partnerSign[state] = own && 2 * n >= states.length ? -1 : 1;
      done[state] = 1;
      if (own) return;
      partner[conjugate(state)] = state;
      partnerSign[conjugate(state)] = -1;
      done[conjugate(state)] = 1;
    });
  }
  return {
    jump: { dimension, image, sign },
    structure: { dimension, image: partner, sign: partnerSign },
    selfConjugate,
    selfConjugateOrbits,
  };
}

/** In how many states I² ≠ −1, and in how many S I ≠ I S: zero and zero for a complex structure. */
export function structureErrors(
  jump: UniqueJump,
  structure: UniqueJump,
): { square: number; commutator: number } {
  const twice = thenJump(structure, structure);
  const before = thenJump(structure, jump);
  const after = thenJump(jump, structure);
  let square = 0;
  let commutator = 0;
  for (let state = 0; state < jump.dimension; state++) {
    if (twice.image[state] !== state || twice.sign?.[state] !== -1) square++;
    if (before.image[state] !== after.image[state] || before.sign?.[state] !== after.sign?.[state])
      commutator++;
  }
  return { square, commutator };
}
