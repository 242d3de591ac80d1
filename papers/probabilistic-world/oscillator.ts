/**
 * @file A quantum particle in a harmonic potential as a subsystem of a classical one.
 *
 * A classical particle has a distribution w(x, p) = ψ² in phase space, with a real ψ that obeys Liouville's equation: it turns rigidly. The
 * quantum observables are not functions of x and p but (arXiv:0904.3048; recalled)
 *
 *     X_Q = x + (i/2) ∂_p,   P_Q = p − (i/2) ∂_x,   [X_Q, P_Q] = i
 *
 * and a second pair with the opposite sign commutes with them. The generator of Liouville's equation is H(X_Q, P_Q) − H(X̃, P̃), so that the
 * expectation values of X_Q and P_Q evolve as in quantum mechanics. Derivatives are taken by Fourier transformation on a periodic grid.
 */
import { fourier } from "./momentum.ts";
import { exp } from "@working-papers/lab/elementary";

/** A complex function on an n × n grid over [−L/2, L/2)²; x is the slow index. */
export interface PhaseWave {
  n: number;
  length: number;
  re: Float64Array;
  im: Float64Array;
}

/** Samples a real function. @throws RangeError unless n is a power of two from 16 to 256 */
export function phaseWave(n: number, length: number, f: (x: number, p: number) => number): PhaseWave {
  if (![16, 32, 64, 128, 256].includes(n))
    throw new RangeError(`A grid of 16, 32, 64, 128 or 256 points along each axis was expected, not ${n}.`);
  const re = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) re[i * n + j] = f(coordinate(i, n, length), coordinate(j, n, length));
  return { n, length, re, im: new Float64Array(n * n) };
}

export function coordinate(i: number, n: number, length: number): number {
  return (i - n / 2) * (length / n);
}

/** ∂/∂x or ∂/∂p. */
export function derivative(psi: PhaseWave, axis: "x" | "p"): PhaseWave {
  const { n, length } = psi;
  const out: PhaseWave = { n, length, re: new Float64Array(n * n), im: new Float64Array(n * n) };
  const [step, start] = axis === "x" ? [n, 1] : [1, n];
  for (let line = 0; line < n; line++) {
    const pick = (values: Float64Array) =>
      Float64Array.from({ length: n }, (_, i) => values[line * start + i * step]);
    const transformed = fourier({ re: pick(psi.re), im: pick(psi.im) });
    for (let j = 0; j < n; j++) {
      const k = j === n / 2 ? 0 : ((2 * Math.PI) / length) * (j < n / 2 ? j : j - n);
      [transformed.re[j], transformed.im[j]] = [-k * transformed.im[j], k * transformed.re[j]];
    }
    const back = fourier(transformed, true);
    for (let i = 0; i < n; i++) {
      out.re[line * start + i * step] = back.re[i] / n;
      out.im[line * start + i * step] = back.im[i] / n;
    }
  }
  return out;
}

/** Multiplication with x or p. */
export function position(psi: PhaseWave, axis: "x" | "p"): PhaseWave {
  const { n, length } = psi;
  const factor = (index: number) => coordinate(axis === "x" ? Math.floor(index / n) : index % n, n, length);
  return { n, length, re: psi.re.map((v, i) => v * factor(i)), im: psi.im.map((v, i) => v * factor(i)) };
}

/** φ + (a + ib) ψ */
export function combine(phi: PhaseWave, psi: PhaseWave, a: number, b = 0): PhaseWave {
  return {
    ...phi,
    re: phi.re.map((v, i) => v + a * psi.re[i] - b * psi.im[i]),
    im: phi.im.map((v, i) => v + a * psi.im[i] + b * psi.re[i]),
  };
}

/** X_Q; with sign −1 its commuting partner X̃. */
export function quantumPosition(psi: PhaseWave, sign: 1 | -1 = 1): PhaseWave {
  return combine(position(psi, "x"), derivative(psi, "p"), 0, sign / 2);
}

/** P_Q; with sign −1 its commuting partner P̃. */
export function quantumMomentum(psi: PhaseWave, sign: 1 | -1 = 1): PhaseWave {
  return combine(position(psi, "p"), derivative(psi, "x"), 0, -sign / 2);
}

/** H_Q = (P_Q² + X_Q²)/2; with sign −1 that of the partners. */
export function quantumEnergy(psi: PhaseWave, sign: 1 | -1 = 1): PhaseWave {
  const x2 = quantumPosition(quantumPosition(psi, sign), sign);
  const p2 = quantumMomentum(quantumMomentum(psi, sign), sign);
  return combine(combine(x2, x2, -0.5), p2, 0.5);
}

/** The generator of Liouville's equation, i ∂_t ψ = −i (p ∂_x − x ∂_p) ψ. */
export function liouvillian(psi: PhaseWave): PhaseWave {
  const zero: PhaseWave = {
    ...psi,
    re: new Float64Array(psi.re.length),
    im: new Float64Array(psi.re.length),
  };
  const first = combine(zero, position(derivative(psi, "x"), "p"), 0, -1);
  return combine(first, position(derivative(psi, "p"), "x"), 0, 1);
}

/** Real part of ∫ φ* ψ. */
export function inner(phi: PhaseWave, psi: PhaseWave): number {
  const cell = (phi.length / phi.n) ** 2;
  return phi.re.reduce((sum, v, i) => sum + v * psi.re[i] + phi.im[i] * psi.im[i], 0) * cell;
}

export function norm(psi: PhaseWave): number {
  return Math.sqrt(inner(psi, psi));
}

/** The Gaussian exp(−((x − x₀)² + (p − p₀)²)), normalised: w has variance 1/4, the quantum ground state. */
export function gaussian(n: number, length: number, x0 = 0, p0 = 0): PhaseWave {
  return phaseWave(n, length, (x, p) => exp(-((x - x0) ** 2) - (p - p0) ** 2) * Math.sqrt(2 / Math.PI));
}

/** A step of the discrete oscillator on integers, p ← p − round(a x), x ← x + round(a p): exactly invertible. */
export function stepIntegers(x: number, p: number, a: number): [number, number] {
  const p1 = p - Math.round(a * x);
  return [x + Math.round(a * p1), p1];
}

export function unstepIntegers(x: number, p: number, a: number): [number, number] {
  const x0 = x - Math.round(a * p);
  return [x0, p + Math.round(a * x0)];
}
