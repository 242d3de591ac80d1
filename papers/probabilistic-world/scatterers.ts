/**
 * @file A mover that turns at random points: damped Dirac walk for amplitudes, diffusion for probabilities.
 *
 * A particle moves to the right or left by one site per step; where a scatterer stands, ψ ← −iσ₁ψ: direction and colour flip, in the complex
 * form of arXiv:2405.09829. Every realisation is deterministic. Averaged over independent scatterers of density r, the step is
 * (1 − r) + r(−iσ₁) = ρ e^{−iθσ₁} after the move, with
 *
 *     ρ = √((1 − r)² + r²),   tan θ = r/(1 − r)
 *
 * so that E[ψ(t)] = ρᵗ ψ_walk(t), where ψ_walk is the Dirac quantum walk with cos ω = cos θ cos k (derived here). Mass and damping are of the same
 * order in r: this is a measurement of averages, not a simulation of the Dirac equation.
 */
import type { Random } from "@working-papers/lab";
import { uniqueJump, type UniqueJump } from "./unique-jump.ts";
import { atan, cos, exp, sin } from "@working-papers/lab/elementary";

/** Complex amplitudes of right movers and left movers on a ring. */
export interface Spinor {
  sites: number;
  rightRe: Float64Array;
  rightIm: Float64Array;
  leftRe: Float64Array;
  leftIm: Float64Array;
}

export function spinor(sites: number): Spinor {
  const zero = () => new Float64Array(sites);
  return { sites, rightRe: zero(), rightIm: zero(), leftRe: zero(), leftIm: zero() };
}

/** A Gaussian packet with momentum k and equal parts of both directions, normalised. */
export function spinorPacket(sites: number, width: number, k: number): Spinor {
  const psi = spinor(sites);
  let norm = 0;
  for (let x = 0; x < sites; x++) {
    const amplitude = exp(-((x - sites / 2) ** 2) / (4 * width * width));
    psi.rightRe[x] = psi.leftRe[x] = amplitude * cos(k * x);
    psi.rightIm[x] = psi.leftIm[x] = amplitude * sin(k * x);
    norm += 2 * amplitude * amplitude;
  }
  const factor = 1 / Math.sqrt(norm);
  for (const part of parts(psi)) for (let x = 0; x < sites; x++) part[x] *= factor;
  return psi;
}

export function parts({ rightRe, rightIm, leftRe, leftIm }: Spinor): Float64Array[] {
  return [rightRe, rightIm, leftRe, leftIm];
}

/** The mixing of the averaged step. */
export function meanMixing(r: number): { damping: number; angle: number } {
  return { damping: Math.sqrt((1 - r) ** 2 + r * r), angle: atan(r / (1 - r)) };
}

/** One step of the walk: move, then e^{−iθσ₁} on every site. */
export function walkStep(psi: Spinor, angle: number, next: Spinor = spinor(psi.sites)): Spinor {
  const [c, s] = [cos(angle), sin(angle)];
  const { sites } = psi;
  for (let x = 0; x < sites; x++) {
    const from = x === 0 ? sites - 1 : x - 1;
    const ahead = x + 1 === sites ? 0 : x + 1;
    const [a, b] = [psi.rightRe[from], psi.rightIm[from]];
    const [d, e] = [psi.leftRe[ahead], psi.leftIm[ahead]];
    // e^{−iθσ₁} = cos θ − i sin θ σ₁
    next.rightRe[x] = c * a + s * e;
    next.rightIm[x] = c * b - s * d;
    next.leftRe[x] = c * d + s * b;
    next.leftIm[x] = c * e - s * a;
  }
  return next;
}

/** Density of scatterers as it is drawn: sixteen bits a site. */
export function drawnDensity(r: number): number {
  return Math.round(r * 65_536) / 65_536;
}

/** One step of one realisation: move, then −iσ₁ at the sites where a scatterer is drawn. The norm stays the same to the last bit. */
export function scatterStep(psi: Spinor, r: number, random: Random, next: Spinor): void {
  const { sites } = psi;
  const threshold = Math.round(r * 65_536);
  let word = 0;
  for (let x = 0; x < sites; x++) {
    word = x & 1 ? word >>> 16 : random.uint32();
    const from = x === 0 ? sites - 1 : x - 1;
    const ahead = x + 1 === sites ? 0 : x + 1;
    if ((word & 0xffff) < threshold) {
      next.rightRe[x] = psi.leftIm[ahead];
      next.rightIm[x] = -psi.leftRe[ahead];
      next.leftRe[x] = psi.rightIm[from];
      next.leftIm[x] = -psi.rightRe[from];
    } else {
      next.rightRe[x] = psi.rightRe[from];
      next.rightIm[x] = psi.rightIm[from];
      next.leftRe[x] = psi.leftRe[ahead];
      next.leftIm[x] = psi.leftIm[ahead];
    }
  }
}

/** E[x²] of a mover after t steps from the origin: Σ_ij (1 − 2r)^|i−j|, the persistent random walk; → t (1 − r)/r. */
export function telegraphSpread(r: number, t: number): number {
  const c = 1 - 2 * r;
  let sum = t;
  for (let lag = 1, power = c; lag < t; lag++, power *= c) sum += 2 * (t - lag) * power;
  return sum;
}

/** The displacement of one mover after t steps, turning with probability r after each. */
export function telegraphSample(r: number, t: number, random: Random): number {
  const threshold = Math.round(r * 65_536);
  let [x, direction, word] = [0, 1, 0];
  for (let step = 0; step < t; step++) {
    x += direction;
    word = step & 1 ? word >>> 16 : random.uint32();
    if ((word & 0xffff) < threshold) direction = -direction;
  }
  return x;
}

/**
 * The map of one particle over one period of scatterers that repeat in time: a permutation of 4X states (site, direction, colour), in the
 * order ((2x + direction)·2 + colour).
 *
 * @param pattern whether a scatterer stands at [time][site]
 */
export function periodJump(pattern: readonly (readonly boolean[])[]): UniqueJump {
  const sites = pattern[0].length;
  return uniqueJump(4 * sites, (state) => {
    let x = state >> 2;
    let direction = (state >> 1) & 1;
    let colour = state & 1;
    for (const row of pattern) {
      x = (x + (direction ? sites - 1 : 1)) % sites;
      if (row[x]) {
        direction ^= 1;
        colour ^= 1;
      }
    }
    return (x << 2) | (direction << 1) | colour;
  });
}
