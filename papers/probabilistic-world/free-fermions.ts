/**
 * @file Free movers as free fermions: the vacuum, in which all modes k < 0 are filled, and the thermal state.
 *
 * The occupied modes are those of momenta 2π(j + ½)/X, as they belong to an even number of particles. Formulas derived here; that the
 * vacuum and a Fermi–Dirac state exist is stated in arXiv:2505.24392.
 */
import { bitCount } from "./thirring.ts";
import { requireVector } from "./limits.ts";
import { cos, exp, sin } from "@working-papers/lab/elementary";

/** C(d) = ⟨a†(x) a(x + d)⟩ of the vacuum on a ring of even size, real and imaginary part. */
export function vacuumCorrelation(sites: number, d: number): { re: number; im: number } {
  let re = 0;
  let im = 0;
  for (let j = -sites / 2; j < 0; j++) {
    const angle = (2 * Math.PI * (j + 0.5) * d) / sites;
    re += cos(angle);
    im += sin(angle);
  }
  return { re: re / sites, im: im / sites };
}

/** C(d) of the infinite line: 1/2 at d = 0, else (1 − (−1)^d)/(2πi d). */
export function vacuumCorrelationInfinite(d: number): { re: number; im: number } {
  if (d === 0) return { re: 0.5, im: 0 };
  return { re: 0, im: d % 2 === 0 ? 0 : -1 / (Math.PI * d) };
}

/**
 * The probability of every bit configuration in the vacuum of a ring with half of the modes filled: a gas of points on a circle that
 * repel each other, p = X^{−n} Π_{i<j} |z_i − z_j|², z = e^{2πix/X}.
 */
export function vacuumDistribution(sites: number): Float64Array {
  requireVector(2 ** sites);
  const p = new Float64Array(2 ** sites);
  const squared = Float64Array.from({ length: sites }, (_, d) => 4 * sin((Math.PI * d) / sites) ** 2);
  for (let state = 0; state < p.length; state++) {
    if (2 * bitCount(state) !== sites) continue;
    const occupied: number[] = [];
    for (let x = 0; x < sites; x++) if ((state >> x) & 1) occupied.push(x);
    let value = 1;
    occupied.forEach((x, i) => {
      value /= sites;
      for (let j = 0; j < i; j++) value *= squared[x - occupied[j]];
    });
    p[state] = value;
  }
  return p;
}

/** ⟨n_x n_y⟩ of a distribution over bit configurations. */
export function pairDensity(p: Float64Array, x: number, y: number): number {
  let sum = 0;
  for (let state = 0; state < p.length; state++) if ((state >> x) & (state >> y) & 1) sum += p[state];
  return sum;
}

/** The Fermi–Dirac occupation of a mode of energy k: 1/(e^{k/T} + 1). */
export function fermiDirac(k: number, temperature: number): number {
  return 1 / (exp(k / temperature) + 1);
}

/** Energy per site above the vacuum of the thermal state of right movers, ω = k. Tends to π T²/12. */
export function thermalEnergy(sites: number, temperature: number): number {
  let sum = 0;
  for (let j = 0; j < sites / 2; j++) {
    // Particles in the mode k > 0 and holes in −k cost the same.
    const k = (2 * Math.PI * (j + 0.5)) / sites;
    sum += 2 * k * fermiDirac(k, temperature);
  }
  return sum / sites;
}
