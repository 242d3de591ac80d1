/**
 * @file Bell's inequality in the form of Clauser, Horne, Shimony and Holt, for complete and for incomplete statistics.
 *
 * With all four observables A, A′, B, B′ = ±1 defined in every state, |⟨AB⟩ + ⟨AB′⟩ + ⟨A′B⟩ − ⟨A′B′⟩| ≤ 2. The four mean values of four
 * *separate* spins have no such bound: positivity of the density matrix leaves 2√2, and without it 4 is reached. That is no model of a
 * Bell experiment: there, outcomes come from products of local spins, and the bound 2 holds (Fine's theorem).
 */
import {
  complexMatrix,
  hermitianEigenvalues,
  kronecker,
  plus,
  scaled,
  times,
  traceOfProduct,
  type ComplexMatrix,
} from "./complex-matrix.ts";
import { SIGMA, type Vector3 } from "./qubit.ts";
import { densityFromMoments, PAIR_NAMES } from "./two-qubits.ts";

/** ZZ + ZX + XZ − XX of fifteen mean values. */
export function chshOfMoments(moments: ArrayLike<number>): number {
  const at = (name: string) => moments[PAIR_NAMES.indexOf(name)];
  return at("ZZ") + at("ZX") + at("XZ") - at("XX");
}

/** The CHSH value of each of the 16 assignments of ±1 to A, A′, B, B′. */
export function chshOfAssignments(): number[] {
  return Array.from({ length: 16 }, (_, state) => {
    const [a, a1, b, b1] = [0, 1, 2, 3].map((bit) => ((state >> bit) & 1) * 2 - 1);
    return a * b + a * b1 + a1 * b - a1 * b1;
  });
}

/** The operator ZZ + ZX + XZ − XX. */
export function chshOperator(): ComplexMatrix {
  const [, x, , z] = SIGMA;
  const zero = complexMatrix(4, () => [0, 0]);
  return [kronecker(z, z), kronecker(z, x), kronecker(x, z), scaled(kronecker(x, x), -1)].reduce(
    (sum, term) => plus(sum, term),
    zero,
  );
}

/** Moments of the state that reaches 2√2: ⟨ZZ⟩ = ⟨ZX⟩ = ⟨XZ⟩ = −⟨XX⟩ = 1/√2, ⟨YY⟩ = 1. */
export function optimalMoments(): Float64Array {
  const values: Record<string, number> = {
    ZZ: Math.SQRT1_2,
    ZX: Math.SQRT1_2,
    XZ: Math.SQRT1_2,
    XX: -Math.SQRT1_2,
    YY: 1,
  };
  return Float64Array.from(PAIR_NAMES, (name) => values[name] ?? 0);
}

/** Moments that no quantum state has: (1, 1, 1, −1) for the four spins. */
export function impossibleMoments(): Float64Array {
  const values: Record<string, number> = { ZZ: 1, ZX: 1, XZ: 1, XX: -1 };
  return Float64Array.from(PAIR_NAMES, (name) => values[name] ?? 0);
}

/** The smallest eigenvalue of the matrix that fifteen mean values make: below zero for no quantum state. */
export function smallestEigenvalue(moments: ArrayLike<number>): number {
  return hermitianEigenvalues(densityFromMoments(moments))[0];
}

/** n·σ */
export function spinAlong([x, y, z]: Vector3): ComplexMatrix {
  return [x, y, z].reduce(
    (sum, value, k) => plus(sum, SIGMA[k + 1], value),
    complexMatrix(2, () => [0, 0]),
  );
}

/**
 * The correlation of a sequence of measurements: first A on one side, then B on the other, by conditional probabilities only.
 *
 *     ⟨AB⟩_m = Σ_a a p(a) ⟨B⟩_a,   ρ_a = P_a ρ P_a / p(a)
 */
export function measurementCorrelation(rho: ComplexMatrix, a: Vector3, b: Vector3): number {
  const first = kronecker(spinAlong(a), SIGMA[0]);
  const second = kronecker(SIGMA[0], spinAlong(b));
  const one = kronecker(SIGMA[0], SIGMA[0]);
  let correlation = 0;
  for (const outcome of [1, -1]) {
    const projector = scaled(plus(one, first, outcome), 0.5);
    const after = times(times(projector, rho), projector);
    const probability = traceOfProduct(after, one);
    if (probability < 1e-300) continue;
    correlation += outcome * probability * traceOfProduct(scaled(after, 1 / probability), second);
  }
  return correlation;
}

/** tr(ρ a·σ ⊗ b·σ) */
export function quantumCorrelation(rho: ComplexMatrix, a: Vector3, b: Vector3): number {
  return traceOfProduct(rho, kronecker(spinAlong(a), spinAlong(b)));
}

/** For each of the four mean values in turn, whether a product of local ±1 values can be consistent: Mermin's square has none. */
export function merminSquareAssignments(): number {
  // Rows XI IX XX, IY YI YY, XY YX ZZ multiply to +1; columns to +1, +1, −1.
  let consistent = 0;
  for (let state = 0; state < 512; state++) {
    const value = (row: number, column: number) => ((state >> (3 * row + column)) & 1) * 2 - 1;
    const rows = [0, 1, 2].every((r) => value(r, 0) * value(r, 1) * value(r, 2) === 1);
    const columns = [0, 1, 2].every((c) => value(0, c) * value(1, c) * value(2, c) === (c === 2 ? -1 : 1));
    if (rows && columns) consistent++;
  }
  return consistent;
}
