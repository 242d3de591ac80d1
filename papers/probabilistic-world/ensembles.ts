/**
 * @file A probabilistic automaton at work: one distribution over first states, and expectation values by three ways.
 *
 * Classical: every first state is followed along its own trajectory, ⟨A(t)⟩ = Σ p(τ₀) A(πᵗ τ₀). Quantum: the wave function is stepped,
 * ⟨A(t)⟩ = Σ q(t)² A = tr(Â q ⊗ q). Sampled: some first states are drawn and followed, which needs no vector of all states.
 */
import type { Random } from "@working-papers/lab";
import { requireDistribution } from "./limits.ts";
import { stepWave, type UniqueJump } from "./unique-jump.ts";

export type Observable = (state: number) => number;

export interface Ensemble {
  jump: UniqueJump;
  /** The real wave function at time t. */
  wave(t: number): Float64Array;
  classical(observable: Observable, t: number): number;
  quantum(observable: Observable, t: number): number;
  /** A mean over drawn trajectories with its standard error. */
  sampled(
    observable: Observable,
    t: number,
    samples: number,
    random: Random,
  ): { mean: number; error: number };
}

/** @throws RangeError when the squares of the wave function do not add up to 1 */
export function ensemble(jump: UniqueJump, q0: Float64Array): Ensemble {
  if (q0.length !== jump.dimension)
    throw new RangeError(`A wave function of ${jump.dimension} states was expected, not of ${q0.length}.`);
  const p0 = q0.map((value) => value * value);
  requireDistribution(p0, "The squares of the wave function");
  const after = (state: number, t: number) => {
    let now = state;
    for (let k = 0; k < t; k++) now = jump.image[now];
    return now;
  };
  const wave = (t: number) => {
    let q: Float64Array = q0.slice();
    for (let k = 0; k < t; k++) q = stepWave(jump, q);
    return q;
  };
  return {
    jump,
    wave,
    classical: (observable, t) =>
      p0.reduce((sum, p, state) => (p === 0 ? sum : sum + p * observable(after(state, t))), 0),
    quantum: (observable, t) =>
      wave(t).reduce((sum, q, state) => (q === 0 ? sum : sum + q * observable(state) * q), 0),
    sampled(observable, t, samples, random) {
      const cumulative = new Float64Array(p0.length);
      let total = 0;
      p0.forEach((p, state) => (cumulative[state] = total += p));
      let [sum, square] = [0, 0];
      for (let k = 0; k < samples; k++) {
        const value = observable(after(draw(cumulative, random.uniform() * total), t));
        sum += value;
        square += value * value;
      }
      const mean = sum / samples;
      return { mean, error: Math.sqrt(Math.max(0, square / samples - mean * mean) / (samples - 1)) };
    },
  };
}

/** The first state whose cumulative probability exceeds a number, by bisection. */
function draw(cumulative: Float64Array, level: number): number {
  let [low, high] = [0, cumulative.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cumulative[middle] > level) high = middle;
    else low = middle + 1;
  }
  return low;
}
