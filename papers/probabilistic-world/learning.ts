/**
 * @file A network of six classical spins that learns the mean values of a two-qubit state.
 *
 * p = exp(Σ h_a f_a)/Z with the fifteen observables of the correlation map: fields on six spins and couplings between the two triples.
 * The fit minimises ln Z − h·m, which is convex; its gradient is ⟨f⟩ − m, its curvature the covariance of f. It has a minimum exactly
 * when the mean values lie inside the set that 64 probabilities can have.
 */
import type { Random } from "@working-papers/lab";
import { matrix, solve } from "./matrix.ts";
import { requireMoments, SIX_SPIN_OBSERVABLES } from "./two-qubits.ts";
import { exp, log } from "@working-papers/lab/elementary";

const N = SIX_SPIN_OBSERVABLES.length;
const STATES = 64;

export interface Learning {
  /** Fields and couplings. */
  weights: Float64Array;
  /** The 64 probabilities. */
  p: Float64Array;
  /** Largest |⟨f⟩ − m| left. */
  residual: number;
  iterations: number;
  /** The residual after each iteration. */
  history: number[];
}

/** Fits the network to fifteen mean values by Newton's method with step control. */
export function learn(moments: ArrayLike<number>, { iterations = 200, accuracy = 1e-12 } = {}): Learning {
  requireMoments(moments);
  let weights = new Float64Array(N);
  let state = evaluate(weights, moments);
  const history = [state.residual];
  let k = 0;
  for (; k < iterations && state.residual > accuracy && largest(weights) < 1e4; k++) {
    const { means, p, gradient } = state;
    const curvature = matrix(N, (a, b) => {
      let sum = a === b ? 1e-13 : 0;
      for (let s = 0; s < STATES; s++)
        sum += p[s] * (SIX_SPIN_OBSERVABLES[a][s] - means[a]) * (SIX_SPIN_OBSERVABLES[b][s] - means[b]);
      return sum;
    });
    const direction = solve(
      curvature,
      matrix(N, (row, column) => (column === 0 ? gradient[row] : 0)),
    );
    const step = Float64Array.from({ length: N }, (_, a) => -direction.a[a * N]);
    const slope = step.reduce((sum, value, a) => sum + value * gradient[a], 0);
    let length = Math.min(1, 20 / largest(step));
    let next = state;
    let moved = weights;
    for (let tries = 0; tries < 40; tries++, length /= 2) {
      moved = weights.map((value, a) => value + length * step[a]);
      next = evaluate(moved, moments);
      // Near the minimum the potential is flat to the last bit: there a smaller residual decides.
      if (next.potential <= state.potential + 1e-4 * length * slope || next.residual < state.residual) break;
    }
    if (!(next.potential < state.potential) && !(next.residual < state.residual)) break;
    weights = moved;
    state = next;
    history.push(state.residual);
  }
  return { weights, p: state.p, residual: state.residual, iterations: k, history };
}

function evaluate(weights: Float64Array, moments: ArrayLike<number>) {
  const p = new Float64Array(STATES);
  let most = -Infinity;
  for (let s = 0; s < STATES; s++) {
    for (let a = 0; a < N; a++) p[s] += weights[a] * SIX_SPIN_OBSERVABLES[a][s];
    most = Math.max(most, p[s]);
  }
  let z = 0;
  for (let s = 0; s < STATES; s++) z += p[s] = exp(p[s] - most);
  for (let s = 0; s < STATES; s++) p[s] /= z;
  const means = Float64Array.from(SIX_SPIN_OBSERVABLES, (f) =>
    f.reduce((sum, value, s) => sum + p[s] * value, 0),
  );
  const gradient = means.map((mean, a) => mean - moments[a]);
  const potential = log(z) + most - weights.reduce((sum, value, a) => sum + value * moments[a], 0);
  return { p, means, gradient, potential, residual: largest(gradient) };
}

function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

/**
 * Samples a learned network spin by spin, as neurons that fire with a logistic probability (heat bath), and returns the mean values of the
 * fifteen observables over `sweeps` sweeps.
 */
export function sampleNetwork(weights: Float64Array, sweeps: number, random: Random): Float64Array {
  const energy = Float64Array.from({ length: STATES }, (_, s) =>
    weights.reduce((sum, value, a) => sum + value * SIX_SPIN_OBSERVABLES[a][s], 0),
  );
  const visits = new Float64Array(STATES);
  let state = random.uint32() & (STATES - 1);
  for (let sweep = -100; sweep < sweeps; sweep++) {
    for (let bit = 0; bit < 6; bit++) {
      const up = state | (1 << bit);
      const down = state & ~(1 << bit);
      state = random.uniform() * (1 + exp(energy[down] - energy[up])) < 1 ? up : down;
    }
    if (sweep >= 0) visits[state]++;
  }
  return Float64Array.from(SIX_SPIN_OBSERVABLES, (f) =>
    f.reduce((sum, value, s) => sum + (visits[s] / sweeps) * value, 0),
  );
}
