/**
 * @file Momentum of a particle on a ring: an observable that no bit configuration has a value for.
 *
 *     ψ̃(k) = X^{−1/2} Σ_x e^{−ikx} ψ(x),   k = 2π j / X ∈ (−π, π],   P(k) = |ψ̃(k)|²
 *
 * A real wave function has P(k) = P(−k), so that its mean momentum is zero; a momentum with a sign needs a complex structure.
 */
import { cos, exp, sin } from "@working-papers/lab/elementary";

export interface Complex {
  re: Float64Array;
  im: Float64Array;
}

export function complexVector(n: number): Complex {
  return { re: new Float64Array(n), im: new Float64Array(n) };
}

/** Discrete Fourier transform with kernel e^{∓2πi jx/X} (− forward), not normalised. Radix 2 where it fits, direct otherwise. */
export function fourier({ re, im }: Complex, inverse = false): Complex {
  const n = re.length;
  const direction = inverse ? 1 : -1;
  // One table of exact multiples keeps every twiddle factor as accurate as the engine's sine.
  const cosines = Float64Array.from({ length: n }, (_, j) => cos((2 * Math.PI * j) / n));
  const sines = Float64Array.from({ length: n }, (_, j) => direction * sin((2 * Math.PI * j) / n));
  return (n & (n - 1)) === 0 ? radix2(re, im, cosines, sines) : direct(re, im, cosines, sines);
}

function direct(re: Float64Array, im: Float64Array, cosines: Float64Array, sines: Float64Array): Complex {
  const n = re.length;
  const out = complexVector(n);
  for (let j = 0; j < n; j++)
    for (let x = 0, turn = 0; x < n; x++, turn = (turn + j) % n) {
      out.re[j] += re[x] * cosines[turn] - im[x] * sines[turn];
      out.im[j] += re[x] * sines[turn] + im[x] * cosines[turn];
    }
  return out;
}

function radix2(re: Float64Array, im: Float64Array, cosines: Float64Array, sines: Float64Array): Complex {
  const n = re.length;
  const out = complexVector(n);
  for (let x = 0, reversed = 0; x < n; x++) {
    out.re[reversed] = re[x];
    out.im[reversed] = im[x];
    let bit = n >> 1;
    while (reversed & bit) {
      reversed ^= bit;
      bit >>= 1;
    }
    reversed |= bit;
  }
  for (let size = 2; size <= n; size *= 2) {
    const half = size / 2;
    const stride = n / size;
    for (let start = 0; start < n; start += size)
      for (let j = 0; j < half; j++) {
        const [a, b] = [start + j, start + j + half];
        const [c, s] = [cosines[j * stride], sines[j * stride]];
        const real = out.re[b] * c - out.im[b] * s;
        const imaginary = out.re[b] * s + out.im[b] * c;
        out.re[b] = out.re[a] - real;
        out.im[b] = out.im[a] - imaginary;
        out.re[a] += real;
        out.im[a] += imaginary;
      }
  }
  return out;
}

/** Momenta in (−π, π], ascending, with their probabilities. */
export function momentumDistribution(psi: Complex): { k: Float64Array; p: Float64Array } {
  const n = psi.re.length;
  const transformed = fourier(psi);
  const k = new Float64Array(n);
  const p = new Float64Array(n);
  const lowest = Math.floor(n / 2) + 1 - n;
  for (let i = 0; i < n; i++) {
    const j = lowest + i;
    const index = (j + n) % n;
    k[i] = (2 * Math.PI * j) / n;
    p[i] = (transformed.re[index] ** 2 + transformed.im[index] ** 2) / n;
  }
  return { k, p };
}

/** Σ k^m P(k). */
export function momentumMoment({ k, p }: { k: Float64Array; p: Float64Array }, m: number): number {
  return k.reduce((sum, value, i) => sum + value ** m * p[i], 0);
}

/** A Gaussian packet on a ring with a mean momentum, normalised. */
export function packetOnRing(sites: number, centre: number, width: number, momentum: number): Complex {
  const psi = complexVector(sites);
  let norm = 0;
  for (let x = 0; x < sites; x++) {
    let distance = x - centre;
    distance -= sites * Math.round(distance / sites);
    const amplitude = exp(-(distance * distance) / (4 * width * width));
    psi.re[x] = amplitude * cos(momentum * x);
    psi.im[x] = amplitude * sin(momentum * x);
    norm += amplitude * amplitude;
  }
  const factor = 1 / Math.sqrt(norm);
  return { re: psi.re.map((v) => v * factor), im: psi.im.map((v) => v * factor) };
}

/** The packet one site further to the right: the one-particle step of the free automaton, e^{−iP}. */
export function shift({ re, im }: Complex): Complex {
  const n = re.length;
  const by = (values: Float64Array) => values.map((_, x) => values[(x + n - 1) % n]);
  return { re: by(re), im: by(im) };
}

/**
 * The kernel of P on a ring of odd size: P_xy = (iπ/X) (−1)^{n+1} / sin(πn/X), n = x − y; returned without the factor i. It links all
 * sites: only on smooth functions is it −i d/dx.
 */
export function momentumKernel(sites: number, n: number): number {
  if (sites % 2 === 0)
    throw new RangeError(`This form of the momentum operator needs an odd ring, not ${sites} sites.`);
  if (n % sites === 0) return 0;
  return ((n % 2 === 0 ? -1 : 1) * Math.PI) / (sites * sin((Math.PI * n) / sites));
}
