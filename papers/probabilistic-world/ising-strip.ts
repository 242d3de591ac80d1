/**
 * @file The two-dimensional Ising model as a local chain: a row of spins is the state at one time, the next row the next time.
 *
 * The transfer matrix of a row of n spins on a ring has 4^n elements, but it is a product of one 2 × 2 update per site and a diagonal
 * factor, so that it acts on a wave function in O(n 2^n). Exact results: Onsager, Phys. Rev. 65, 117 (1944); Kaufman, Phys. Rev. 76, 1232 (1949).
 */
import type { Link } from "./chain.ts";
import { requireVector } from "./limits.ts";
import { acosh, cos, cosh, exp, log, sinh, tanh } from "@working-papers/lab/elementary";

/** ln(1 + √2)/2, where the two-dimensional model is critical. */
export const CRITICAL_COUPLING = log(1 + Math.sqrt(2)) / 2;

/** Catalan's constant. */
const CATALAN = 0.915965594177219;

/** ln Z per spin of the infinite lattice at the critical coupling: ln 2/2 + 2G/π. */
export const ONSAGER_CRITICAL = Math.LN2 / 2 + (2 * CATALAN) / Math.PI;

/** Row of `n` spins with coupling K along the row and between rows, in symmetric form V^{1/2} W V^{1/2}. */
export function isingRowLink(n: number, coupling: number): Link {
  const dimension = 2 ** n;
  requireVector(dimension);
  const high = exp(coupling);
  const low = exp(-coupling);
  const byWalls = Float64Array.from({ length: n + 1 }, (_, walls) => exp((coupling * (n - 2 * walls)) / 2));
  const half = new Float64Array(dimension);
  for (let row = 0; row < dimension; row++) half[row] = byWalls[wallsOf(row, n)];

  function apply(q: Float64Array): Float64Array {
    const out = q.map((value, row) => value * half[row]);
    for (let site = 0; site < n; site++) {
      const bit = 1 << site;
      for (let start = 0; start < dimension; start += 2 * bit)
        for (let row = start; row < start + bit; row++) {
          const down = out[row];
          const up = out[row + bit];
          out[row] = high * down + low * up;
          out[row + bit] = low * down + high * up;
        }
    }
    for (let row = 0; row < dimension; row++) out[row] *= half[row];
    return out;
  }
  return {
    dimension,
    weight(next, now) {
      let agree = 0;
      for (let site = 0; site < n; site++) agree += ((next >> site) & 1) === ((now >> site) & 1) ? 1 : -1;
      return half[next] * exp(coupling * agree) * half[now];
    },
    apply,
    applyTransposed: apply,
  };
}

/** Neighbours on the ring that differ. */
function wallsOf(row: number, n: number): number {
  let found = 0;
  for (let site = 0; site < n; site++) if (((row >> site) & 1) !== ((row >> ((site + 1) % n)) & 1)) found++;
  return found;
}

/** The largest eigenvalue of a symmetric link with positive elements, as Rayleigh quotient of a power iteration. */
export async function rayleighEigenvalue(link: Link, breathe: () => Promise<void>): Promise<number> {
  let q = new Float64Array(link.dimension).fill(1 / Math.sqrt(link.dimension));
  let value = 0;
  for (let k = 0; k < 10_000; k++) {
    const next = link.apply(q);
    let overlap = 0;
    let square = 0;
    for (let i = 0; i < q.length; i++) {
      overlap += q[i] * next[i];
      square += next[i] * next[i];
    }
    const norm = Math.sqrt(square);
    for (let i = 0; i < q.length; i++) q[i] = next[i] / norm;
    if (k > 3 && Math.abs(overlap - value) <= 4e-16 * overlap) return overlap;
    value = overlap;
    await breathe();
  }
  return value;
}

/** γ_l of Kaufman: cosh γ_l = cosh 2K cosh 2K* − cos(π l / n), and γ₀ = 2(K − K*) with its sign. */
function gamma(l: number, n: number, coupling: number): number {
  const dual = -log(tanh(coupling)) / 2;
  if (l === 0) return 2 * (coupling - dual);
  const c = cosh(2 * coupling) * cosh(2 * dual) - cos((Math.PI * l) / n);
  return acosh(Math.max(1, c));
}

/** ln λ_max / n of the row transfer matrix, in closed form. */
export function kaufmanFreeEnergy(n: number, coupling: number): number {
  let sum = 0;
  for (let r = 0; r < n; r++) sum += gamma(2 * r + 1, n, coupling);
  return log(2 * sinh(2 * coupling)) / 2 + sum / (2 * n);
}

/** The partition function of an n × m torus (Kaufman). */
export function kaufmanTorus(n: number, m: number, coupling: number): number {
  const product = (offset: number, f: (x: number) => number) => {
    let value = 1;
    for (let r = 0; r < n; r++) value *= 2 * f((m * gamma(2 * r + offset, n, coupling)) / 2);
    return value;
  };
  const sum = product(1, cosh) + product(1, sinh) + product(0, cosh) + product(0, sinh);
  return ((2 * sinh(2 * coupling)) ** ((n * m) / 2) * sum) / 2;
}

/** The partition function of an n × m torus by the chain: the trace of T^m. */
export function chainTorus(n: number, m: number, coupling: number): number {
  const link = isingRowLink(n, coupling);
  let sum = 0;
  for (let state = 0; state < link.dimension; state++) {
    let q: Float64Array = new Float64Array(link.dimension);
    q[state] = 1;
    for (let row = 0; row < m; row++) q = link.apply(q);
    sum += q[state];
  }
  return sum;
}

/** The partition function of an n × m torus by adding up all 2^(nm) configurations. */
export function enumeratedTorus(n: number, m: number, coupling: number): number {
  requireVector(2 ** (n * m));
  // Configurations are counted by their energy first: whole numbers add up exactly.
  const counts = new Map<number, number>();
  for (let state = 0; state < 2 ** (n * m); state++) {
    let agree = 0;
    for (let y = 0; y < m; y++)
      for (let x = 0; x < n; x++) {
        const s = (state >> (y * n + x)) & 1;
        agree += s === ((state >> (y * n + ((x + 1) % n))) & 1) ? 1 : -1;
        agree += s === ((state >> (((y + 1) % m) * n + x)) & 1) ? 1 : -1;
      }
    counts.set(agree, (counts.get(agree) ?? 0) + 1);
  }
  let z = 0;
  for (const [agree, number] of counts) z += number * exp(coupling * agree);
  return z;
}
