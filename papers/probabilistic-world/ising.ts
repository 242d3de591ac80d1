/**
 * @file Ising-type links in one space dimension: where the general chain becomes physics one can solve by hand.
 *
 * Bit x of a state τ is the spin s(x) = 2 n − 1 at site x.
 */
import { denseLink, type Link } from "./chain.ts";
import { requireVector } from "./limits.ts";
import { matrix, type Matrix } from "./matrix.ts";
import { exp, sinh, tanh } from "@working-papers/lab/elementary";

/** The spin ±1 of one bit of a state. */
export function spin(state: number, bit: number): number {
  return ((state >> bit) & 1) * 2 - 1;
}

/** The values of the spin of one bit in all states of `bits` bits. */
export function spinValues(bits: number, bit: number): Float64Array {
  requireVector(2 ** bits);
  return Float64Array.from({ length: 2 ** bits }, (_, state) => spin(state, bit));
}

/** One spin: K = exp(β s′ s + h (s + s′)/2). */
export function isingLink(beta: number, field = 0): Link {
  return denseLink(
    matrix(2, (next, now) =>
      exp(beta * spin(next, 0) * spin(now, 0) + (field * (spin(next, 0) + spin(now, 0))) / 2),
    ),
  );
}

/** Two spins that turn: K = exp{β (s₁′ s₂ − s₂′ s₁)}; for β → ∞ s₁′ = s₂, s₂′ = −s₁, with period 4. */
export function oscillatorLink(beta: number): Link {
  return denseLink(
    matrix(4, (next, now) => exp(beta * (spin(next, 0) * spin(now, 1) - spin(next, 1) * spin(now, 0)))),
  );
}

/**
 * Right movers that make mistakes: K = exp{β Σ_x s′(x+1) s(x)} on a ring. A bit is copied wrongly with probability
 * 1/(1 + e^{2β}); for β → ∞ every bit moves one site to the right (arXiv:1612.06695, arXiv:1611.04820).
 */
export function asymmetricIsingLink(sites: number, beta: number): Link {
  return denseLink(
    matrix(2 ** sites, (next, now) => {
      let agreement = 0;
      for (let x = 0; x < sites; x++) agreement += spin(next, (x + 1) % sites) * spin(now, x);
      return exp(beta * agreement);
    }),
  );
}

/** ⟨s(m)⟩ of the chain with s = +1 at both ends, m steps from one and M − m from the other. */
export function isingBetweenUpEnds(beta: number, m: number, steps: number): number {
  const t = tanh(beta);
  return (t ** m + t ** (steps - m)) / (1 + t ** steps);
}

/** ⟨s⟩ in the bulk of a long chain in a field: sinh h / √(sinh² h + e^{−4β}). */
export function isingBulk(beta: number, field: number): number {
  const s = sinh(field);
  return s / Math.sqrt(s * s + exp(-4 * beta));
}

/** The direct sum of a clock of `hours` states and one Ising spin: what is lost and what is kept, side by side. */
export function clockAndIsing(hours: number, beta: number): Matrix {
  const high = 1 / (1 + exp(-2 * beta));
  return matrix(hours + 2, (next, now) => {
    if (now < hours) return next === (now + 1) % hours ? 1 : 0;
    if (next < hours) return 0;
    return next === now ? high : 1 - high;
  });
}
