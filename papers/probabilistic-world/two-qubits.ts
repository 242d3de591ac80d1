/**
 * @file Two qubits from classical spins: fifteen mean values, from fifteen spins or from six.
 *
 *     ρ = (1/4) Σ ρ_μν σ_μ ⊗ σ_ν,   ρ₀₀ = 1
 *
 * *Average-spin map*: fifteen spins, ρ_μν = ⟨s_μν⟩. Complete: independent spins do for every ρ. *Correlation map*: six spins,
 * ρ_k0 = ⟨s_k⟩, ρ_0l = ⟨s′_l⟩, ρ_kl = ⟨s_k s′_l⟩. Not complete: a linear program decides whether 64 probabilities exist.
 */
import {
  adjoint,
  complexMatrix,
  kronecker,
  plus,
  scaled,
  times,
  traceOfProduct,
  type ComplexMatrix,
} from "./complex-matrix.ts";
import { feasiblePoint, type Feasibility } from "./linear-program.ts";
import { SIGMA, UNITARIES, closure, spinJump, type SpinMap } from "./qubit.ts";
import { spin } from "./ising.ts";
import { NotUniqueJump } from "./unique-jump.ts";
import { cos, sin } from "@working-papers/lab/elementary";

/** The fifteen pairs (μ, ν) ≠ (0, 0), in the order 01, 02, 03, 10, 11, … 33. */
export const PAIRS: readonly (readonly [number, number])[] = Array.from({ length: 15 }, (_, i) => [
  Math.floor((i + 1) / 4),
  (i + 1) % 4,
]);

export const PAIR_NAMES = PAIRS.map(([mu, nu]) => "IXYZ"[mu] + "IXYZ"[nu]);

/** σ_μ ⊗ σ_ν for each pair. */
export const PAULI_PAIRS: readonly ComplexMatrix[] = PAIRS.map(([mu, nu]) => kronecker(SIGMA[mu], SIGMA[nu]));

/** ρ_μν = tr(ρ σ_μ ⊗ σ_ν) */
export function momentsOf(rho: ComplexMatrix): Float64Array {
  return Float64Array.from(PAULI_PAIRS, (operator) => traceOfProduct(rho, operator));
}

export function densityFromMoments(moments: ArrayLike<number>): ComplexMatrix {
  let rho = complexMatrix(4, (row, column) => [row === column ? 0.25 : 0, 0]);
  PAULI_PAIRS.forEach((operator, i) => {
    rho = plus(rho, operator, moments[i] / 4);
  });
  return rho;
}

/** What a two-qubit Clifford gate does to the fifteen spins: s′_b = ± s_a. */
export function spinsOfGate(u: ComplexMatrix): SpinMap {
  const axis: number[] = [];
  const sign: number[] = [];
  for (const operator of PAULI_PAIRS) {
    // ρ′ = U ρ U† has tr(ρ′ B) = tr(ρ U† B U).
    const back = times(times(adjoint(u), operator), u);
    const a = PAULI_PAIRS.findIndex((other) => Math.abs(traceOfProduct(back, other)) > 4 - 1e-9);
    if (a < 0)
      throw new RangeError(
        "Only Clifford gates change the fifteen spins among themselves; this gate mixes mean values.",
      );
    axis.push(a);
    sign.push(Math.sign(traceOfProduct(back, PAULI_PAIRS[a])));
  }
  return { axis, sign };
}

export const CNOT: ComplexMatrix = complexMatrix(4, (row, column) => [
  [0, 1, 3, 2][column] === row ? 1 : 0,
  0,
]);

/** All 11,520 two-qubit Clifford gates (without phase), as changes of the fifteen spins. */
export function twoQubitCliffords(): { map: SpinMap; word: string[] }[] {
  const one = SIGMA[0];
  return closure({
    H1: spinsOfGate(kronecker(UNITARIES.H, one)),
    H2: spinsOfGate(kronecker(one, UNITARIES.H)),
    S1: spinsOfGate(kronecker(UNITARIES.S, one)),
    S2: spinsOfGate(kronecker(one, UNITARIES.S)),
    CNOT: spinsOfGate(CNOT),
  });
}

/** The fifteen observables of the correlation map in each of the 64 states of s₁ s₂ s₃ s′₁ s′₂ s′₃ (bits 0 to 5). */
export const SIX_SPIN_OBSERVABLES: readonly Float64Array[] = PAIRS.map(([mu, nu]) =>
  Float64Array.from(
    { length: 64 },
    (_, state) => (mu === 0 ? 1 : spin(state, mu - 1)) * (nu === 0 ? 1 : spin(state, nu + 2)),
  ),
);

const SINGLE = [1, 2, 3]
  .map((k) => PAIRS.findIndex(([mu, nu]) => mu === k && nu === 0))
  .concat([1, 2, 3].map((l) => PAIRS.findIndex(([mu, nu]) => mu === 0 && nu === l)));

/** In how many of the 64 states a Clifford gate contradicts every change of the six spins; 0 when it is a unique jump of them. */
export function sixSpinContradictions({ axis, sign }: SpinMap): number {
  // The six images are forced by the gate; then all fifteen observables must agree.
  const image = Uint32Array.from({ length: 64 }, (_, state) =>
    SINGLE.reduce(
      (out, b, bit) => out | (sign[b] * SIX_SPIN_OBSERVABLES[axis[b]][state] > 0 ? 1 << bit : 0),
      0,
    ),
  );
  let contradictions = 0;
  for (let state = 0; state < 64; state++)
    if (
      axis.some((a, b) => SIX_SPIN_OBSERVABLES[b][image[state]] !== sign[b] * SIX_SPIN_OBSERVABLES[a][state])
    )
      contradictions++;
  if (contradictions === 0 && new Set(image).size !== 64) {
    const seen = new Map<number, number>();
    for (let state = 0; state < 64; state++) {
      const earlier = seen.get(image[state]);
      if (earlier !== undefined) throw new NotUniqueJump(earlier, state, image[state], String);
      seen.set(image[state], state);
    }
  }
  return contradictions;
}

/** The permutation of the 2^15 configurations that realises a Clifford gate on fifteen spins. */
export const fifteenSpinJump = spinJump;

/** @throws RangeError naming the first of fifteen mean values that no spin has */
export function requireMoments(moments: ArrayLike<number>): void {
  if (moments.length !== PAIR_NAMES.length)
    throw new RangeError(`Two qubits have 15 mean values, but ${moments.length} were given.`);
  const outside = Array.from(moments).findIndex((value) => !(Math.abs(value) <= 1 + 1e-9));
  if (outside >= 0)
    throw new RangeError(
      `A mean value of a spin lies between −1 and 1, but that of ${PAIR_NAMES[outside]} is ${moments[outside]}.`,
    );
}

/**
 * Whether six spins can have the fifteen mean values of a state.
 *
 * @returns 64 probabilities, or a witness: numbers y₀ and y_μν with y₀ + Σ y f ≤ 0 in all 64 states, but > 0 for the mean values, which is a
 * Bell inequality that the state violates
 */
export function sixSpinProbabilities(moments: ArrayLike<number>): Feasibility {
  requireMoments(moments);
  const rows = [new Float64Array(64).fill(1), ...SIX_SPIN_OBSERVABLES];
  return feasiblePoint(rows, [1, ...Array.from(moments)]);
}

/** Projector on a normalised vector of four complex amplitudes. */
export function pureState(re: readonly number[], im: readonly number[]): ComplexMatrix {
  const norm = re.reduce((sum, value, i) => sum + value * value + im[i] * im[i], 0);
  return complexMatrix(4, (row, column) => [
    (re[row] * re[column] + im[row] * im[column]) / norm,
    (im[row] * re[column] - re[row] * im[column]) / norm,
  ]);
}

/** The singlet with its second qubit turned about y by an angle, mixed with noise: visibility 1 is pure. */
export function rotatedSinglet(angle: number, visibility = 1): Float64Array {
  const [c, s] = [cos(angle), sin(angle)];
  const rotation: Record<string, number> = { XX: c, XZ: s, YY: 1, ZX: -s, ZZ: c };
  return Float64Array.from(PAIR_NAMES, (name) => -visibility * (rotation[name] ?? 0));
}

/** v ρ + (1 − v)/4 */
export function withNoise(rho: ComplexMatrix, visibility: number): ComplexMatrix {
  return plus(
    scaled(rho, visibility),
    complexMatrix(4, (row, column) => [row === column ? (1 - visibility) / 4 : 0, 0]),
  );
}
