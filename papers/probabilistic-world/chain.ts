/**
 * @file Local chains: generalized Ising models as a boundary problem, and the quantum rule.
 *
 * One probability distribution covers all times t = 0 … M. It is a product of factors that link neighbouring times, and a
 * boundary term (arXiv:2011.02867, abstract; notation of arXiv:1706.01772, recalled):
 *
 *     w[τ₀ … τ_M] = f(τ_M) · Π K_m(τ_{m+1}, τ_m) · i(τ₀),   p = w / Z
 *
 * Instead of summing over D^(M+1) histories, information is carried from both ends, as in a belief propagation:
 *
 *     q̃(t+1) = K q̃(t),  q̃(0) = i        the classical wave function
 *     q̄(t) = Kᵀ q̄(t+1),  q̄(M) = f       its conjugate
 *     ρ′(t) = q̃(t) ⊗ q̄(t),  tr ρ′ = 1     the classical density matrix
 *
 * Then p_τ(t) = q̄_τ q̃_τ and ⟨A(t)⟩ = tr(Â ρ′(t)). The other way to the same numbers, the sum over histories, stands in
 * `histories.ts`; the two share nothing but the model.
 */
import { requireHistories } from "./limits.ts";
import { outer, scale, zeros, add, type Matrix } from "./matrix.ts";
import { log } from "@working-papers/lab/elementary";

/** What links two neighbouring times: the local factor K(next, now) ≥ 0, and its products with columns. */
export interface Link {
  /** How many configurations there are at one time. */
  dimension: number;
  weight(next: number, now: number): number;
  apply(q: Float64Array): Float64Array;
  applyTransposed(q: Float64Array): Float64Array;
}

/** One term of the boundary: weight · final(τ_M) · initial(τ₀). */
export interface BoundaryTerm {
  weight: number;
  initial: Float64Array;
  final: Float64Array;
}

export interface Chain {
  links: readonly Link[];
  boundary: readonly BoundaryTerm[];
}

/** A link from a dense matrix of weights. */
export function denseLink({ n, a }: Matrix): Link {
  const negative = a.findIndex((value) => !(value >= 0));
  if (negative >= 0)
    throw new RangeError(
      `Local factors must not be negative, but the one from state ${negative % n} to state ${Math.floor(negative / n)} is ${a[negative]}.`,
    );
  return {
    dimension: n,
    weight: (next, now) => a[next * n + now],
    apply(q) {
      const out = new Float64Array(n);
      for (let next = 0; next < n; next++)
        for (let now = 0; now < n; now++) out[next] += a[next * n + now] * q[now];
      return out;
    },
    applyTransposed(q) {
      const out = new Float64Array(n);
      for (let next = 0; next < n; next++)
        for (let now = 0; now < n; now++) out[now] += a[next * n + now] * q[next];
      return out;
    },
  };
}

/** A chain with one boundary term. @throws RangeError when sizes differ */
export function chain(links: readonly Link[], initial: Float64Array, final: Float64Array): Chain {
  return mixedChain(links, [{ weight: 1, initial, final }]);
}

/** A chain with a sum of boundary terms. @throws RangeError when sizes differ */
export function mixedChain(links: readonly Link[], boundary: readonly BoundaryTerm[]): Chain {
  const dimension = boundary[0]?.initial.length;
  for (const { initial, final } of boundary) {
    if (initial.length !== dimension || final.length !== dimension)
      throw new RangeError(
        `Boundary terms of ${dimension} states were expected, not ${initial.length} and ${final.length}.`,
      );
    requireWeights(initial, "initial");
    requireWeights(final, "final");
  }
  const odd = links.findIndex((link) => link.dimension !== dimension);
  if (odd >= 0)
    throw new RangeError(
      `Link ${odd} has ${links[odd].dimension} states where the boundary has ${dimension}.`,
    );
  return { links, boundary };
}

function requireWeights(values: Float64Array, which: string): void {
  const bad = values.findIndex((value) => !(value >= 0));
  if (bad >= 0)
    throw new RangeError(
      `Boundary terms must not be negative, but the ${which} one of state ${bad} is ${values[bad]}.`,
    );
}

/** The boundary that closes a chain to a ring: Σ δ_τ(end) δ_τ(start). */
export function periodicBoundary(dimension: number): BoundaryTerm[] {
  return Array.from({ length: dimension }, (_, state) => {
    const delta = new Float64Array(dimension);
    delta[state] = 1;
    return { weight: 1, initial: delta, final: delta };
  });
}

export interface Solution {
  dimension: number;
  /** Number of links M; times run from 0 to M. */
  steps: number;
  /** Natural logarithm of the partition function. */
  logZ: number;
  /** q̃ and q̄ of one boundary term at time t; q̄ carries the term's weight and the norm, so that tr ρ′ = 1. */
  wave(t: number, term?: number): { forward: Float64Array; backward: Float64Array };
  /** p_τ(t) = Σ w q̄_τ q̃_τ */
  probabilities(t: number): Float64Array;
  /** ρ′(t) = Σ w q̃ ⊗ q̄ */
  densityMatrix(t: number): Matrix;
  /** ⟨A(t)⟩ = tr(Â ρ′(t)) for the diagonal operator of an observable given by its values. */
  mean(t: number, observable: ArrayLike<number>): number;
  /** ⟨A(t₂) B(t₁)⟩ = q̄(t₂)ᵀ Â U B̂ q̃(t₁), t₁ ≤ t₂: the time-ordered product of operators. */
  correlation(t1: number, b: ArrayLike<number>, t2: number, a: ArrayLike<number>): number;
}

/**
 * Carries the information from both boundaries to all times.
 *
 * @throws RangeError when no history has a positive weight
 */
export function solveChain({ links, boundary }: Chain): Solution {
  const steps = links.length;
  const dimension = boundary[0].initial.length;
  const forward = sweep(
    boundary.map(({ initial }) => initial),
    links.map((link) => (q: Float64Array) => link.apply(q)),
  );
  const backward = sweep(
    boundary.map(({ final }) => final),
    links.map((link) => (q: Float64Array) => link.applyTransposed(q)).toReversed(),
  );
  const end = (t: number) => steps - t;
  const overlap = (t: number) =>
    boundary.reduce((sum, { weight }, term) => {
      return sum + weight * dot(backward.waves[end(t)][term], forward.waves[t][term]);
    }, 0);
  const total = overlap(steps);
  if (!(total > 0))
    throw new RangeError("No history has a positive weight: the two boundaries exclude each other.");
  const logZ = log(total) + forward.logs[steps] + backward.logs[0];

  function check(t: number) {
    if (!Number.isInteger(t) || t < 0 || t > steps)
      throw new RangeError(`A time from 0 to ${steps} was expected, not ${t}.`);
  }
  function wave(t: number, term = 0) {
    check(t);
    const norm = overlap(t);
    return {
      forward: forward.waves[t][term].slice(),
      backward: backward.waves[end(t)][term].map((value) => (boundary[term].weight * value) / norm),
    };
  }
  function overTerms(value: (term: number) => number): number {
    return boundary.reduce((sum, _, term) => sum + value(term), 0);
  }
  return {
    dimension,
    steps,
    logZ,
    wave,
    probabilities(t) {
      const p = new Float64Array(dimension);
      boundary.forEach((_, term) => {
        const q = wave(t, term);
        for (let state = 0; state < dimension; state++) p[state] += q.backward[state] * q.forward[state];
      });
      return p;
    },
    densityMatrix(t) {
      let rho = zeros(dimension);
      boundary.forEach((_, term) => {
        const q = wave(t, term);
        rho = add(rho, outer(q.forward, q.backward));
      });
      return rho;
    },
    mean(t, observable) {
      return overTerms((term) => {
        const q = wave(t, term);
        return q.forward.reduce(
          (sum, value, state) => sum + q.backward[state] * observable[state] * value,
          0,
        );
      });
    },
    correlation(t1, b, t2, a) {
      if (t1 > t2) throw new RangeError(`The earlier time comes first, but ${t1} > ${t2}.`);
      return overTerms((term) => {
        let q: Float64Array = wave(t1, term).forward.map((value, state) => b[state] * value);
        for (let t = t1; t < t2; t++) {
          q = links[t].apply(q);
          // The same factors that kept the forward wave in range, so that both stay comparable.
          const size = forward.scales[t];
          q = q.map((value) => value / size);
        }
        const bar = wave(t2, term).backward;
        return q.reduce((sum, value, state) => sum + bar[state] * a[state] * value, 0);
      });
    },
  };
}

/** Applies steps one after the other to all waves, dividing by a common size so that nothing overflows. */
function sweep(start: Float64Array[], steps: ((q: Float64Array) => Float64Array)[]) {
  const waves = [start];
  const scales: number[] = [];
  const logs = [0];
  for (const step of steps) {
    const next = waves[waves.length - 1].map(step);
    const size = Math.max(...next.map((q) => q.reduce((most, value) => Math.max(most, Math.abs(value)), 0)));
    waves.push(size > 0 ? next.map((q) => q.map((value) => value / size)) : next);
    scales.push(size > 0 ? size : 1);
    logs.push(logs[logs.length - 1] + log(size > 0 ? size : 1));
  }
  return { waves, scales, logs };
}

function dot(x: Float64Array, y: Float64Array): number {
  return x.reduce((sum, value, i) => sum + value * y[i], 0);
}

/** The step evolution operator: the link's matrix, divided by the modulus of its largest eigenvalue. */
export function stepEvolutionOperator(link: Link): Matrix {
  const n = link.dimension;
  const weights = zeros(n);
  for (let next = 0; next < n; next++)
    for (let now = 0; now < n; now++) weights.a[next * n + now] = link.weight(next, now);
  return scale(weights, 1 / largestEigenvalue(link));
}

/** The largest eigenvalue of a link, which is not negative (Perron and Frobenius), by iteration of K + c. */
export function largestEigenvalue(link: Link, accuracy = 1e-15): number {
  let q = new Float64Array(link.dimension).fill(1 / link.dimension);
  let shift = 0;
  let value = 0;
  for (let k = 0; k < 100_000; k++) {
    const moved = link.apply(q);
    // A shift by half the size of the matrix turns rotating spectra (permutations) into convergent ones.
    if (k === 0) shift = moved.reduce((sum, x) => sum + x, 0) / 2;
    const next = moved.map((x, state) => x + shift * q[state]);
    const size = next.reduce((sum, x) => sum + x, 0);
    const found = size - shift;
    q = next.map((x) => x / size);
    if (k > 2 && Math.abs(found - value) <= accuracy * Math.abs(found)) return found;
    value = found;
  }
  return value;
}

/** How many histories the classical sum over a chain has. @throws RangeError when there are too many */
export function historyCount({ links, boundary }: Chain): number {
  return requireHistories(boundary[0].initial.length, links.length + 1);
}
