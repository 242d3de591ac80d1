/** @file The harmonic oscillator: quantum observables of a classical distribution in phase space. */
import { defineExperiment, z, type Random } from "@working-papers/lab";
import {
  gaussian,
  inner,
  liouvillian,
  phaseWave,
  quantumEnergy,
  quantumMomentum,
  quantumPosition,
  stepIntegers,
  unstepIntegers,
  type PhaseWave,
} from "../index.ts";
import { lines } from "@working-papers/lab/charts";
import { combine, norm, position } from "../oscillator.ts";
import { cos, exp, sin } from "@working-papers/lab/elementary";

const LENGTH = 16;

export default defineExperiment({
  id: "oscillator",
  version: 2,
  title: "A quantum particle inside a classical one",
  question:
    "Does a classical distribution in phase space contain a quantum particle in a harmonic potential?",
  method:
    "A real wave function ψ with w = ψ² is sampled on a periodic grid; derivatives are spectral. Tried on random smooth functions: [X_Q, P_Q] = i, the partners commute with X_Q and P_Q, and Liouville's generator is the difference of two oscillator Hamiltonians. The functions (x − ip)ⁿ e^(−x²−p²) must be eigenfunctions of H_Q with energy n + 1/2, and X_Q − i P_Q must lead from each to the next. A displaced Gaussian turns classically (the function is sampled at points turned back), and ⟨X_Q⟩ and ⟨H_Q⟩ are compared with 2 cos t and 5/2. The integer version of the oscillator is run forward and backward on a square of phase space.",
  provider: "javascript",
  varies: "by seed",
  parameters: z.strictObject({
    grid: z.literal([32, 64, 128]).meta({ title: "Grid points along each axis" }),
    levels: z.int().min(1).max(10).meta({ title: "Levels", description: "energy levels tried" }),
    times: z.int().min(4).max(64).meta({ title: "Times", description: "in one period" }),
  }),
  measurements: {
    commutator: { title: "Largest ‖[X_Q, P_Q]ψ − iψ‖" },
    partners: { title: "Largest norm of commutators with the partners" },
    liouville: { title: "Largest ‖(H_Q − H̃ − L)ψ‖" },
    spectrum: { title: "Largest ‖(H_Q − n − 1/2)ψ_n‖" },
    ladder: { title: "Largest ‖(X_Q − i P_Q)ψ_n − √(2n+2) ψ_{n+1}‖" },
    ground: { title: "⟨H_Q⟩ of the Gaussian", decimals: 12 },
    quantumVariance: { title: "Variance of X_Q", decimals: 12 },
    classicalVariance: { title: "Variance of x", decimals: 12 },
    motion: { title: "Largest |⟨X_Q⟩ − 2 cos t|" },
    energy: { title: "Largest |⟨H_Q⟩ − 5/2|" },
    integerErrors: { title: "Integer states that do not return", decimals: 0 },
    integerPeriod: { title: "Period of the integer oscillator, a = 1/8", unit: "steps", decimals: 2 },
  },
  presets: {
    quick: { parameters: { grid: 64, levels: 4, times: 8 }, cost: "about a second" },
    full: { parameters: { grid: 128, levels: 8, times: 32 }, cost: "about 10 seconds" },
  },
  async run({ parameters: { grid, levels, times }, random, step }) {
    const algebra = { commutator: 0, partners: 0, liouville: 0 };
    for (let k = 0; k < 3; k++) {
      tryAlgebra(smooth(grid, random), algebra);
      await step(0.1 * (k + 1));
    }
    const ladder = await climb(grid, levels, (share) => step(0.3 + 0.3 * share));
    const ground = gaussian(grid, LENGTH);
    const film: { t: number; value: number; what: string }[] = [];
    let motion = 0;
    let energy = 0;
    for (let k = 0; k < times; k++) {
      const t = (2 * Math.PI * k) / times;
      const psi = turned(grid, t);
      const x = inner(psi, quantumPosition(psi));
      motion = Math.max(motion, Math.abs(x - 2 * cos(t)));
      energy = Math.max(energy, Math.abs(inner(psi, quantumEnergy(psi)) - 2.5));
      film.push(
        { t, value: x, what: "⟨X_Q⟩, trace rule" },
        { t, value: inner(psi, position(psi, "x")), what: "⟨x⟩, classical" },
      );
      await step(0.6 + (0.4 * k) / times);
    }
    const xq = quantumPosition(ground);
    const xc = position(ground, "x");
    return {
      measurements: {
        ...algebra,
        spectrum: Math.max(...ladder.map(({ residual }) => residual)),
        ladder: Math.max(...ladder.map((entry) => entry.ladder)),
        ground: inner(ground, quantumEnergy(ground)),
        quantumVariance: inner(xq, xq),
        classicalVariance: inner(xc, xc),
        motion,
        energy,
        ...integerOscillator(),
      },
      tables: [
        {
          id: "levels",
          title: "Levels of H_Q",
          columns: [
            { title: "n", decimals: 0 },
            { title: "⟨H_Q⟩", decimals: 10 },
            { title: "‖(H_Q − n − 1/2)ψ‖" },
          ],
          rows: ladder.map(({ n, energy: value, residual }) => [n, value, residual]),
        },
      ],
      figures: [
        lines(
          "motion",
          "The displaced Gaussian turns",
          "The quantum position and the classical position have the same mean, 2 cos t, but variances 1/2 and 1/4.",
          film,
          { x: { field: "t", title: "time" }, y: { field: "value", title: "mean" }, series: "what" },
        ),
      ],
    };
  },
});

/** A Gaussian times a random polynomial: smooth, and zero at the border of the grid. */
function smooth(grid: number, random: Random): PhaseWave {
  const c = Array.from({ length: 6 }, () => random.normal());
  const psi = phaseWave(
    grid,
    LENGTH,
    (x, p) =>
      (c[0] + c[1] * x + c[2] * p + c[3] * x * p + c[4] * x * x + c[5] * p * p) * exp(-(x * x) - p * p),
  );
  const size = norm(psi);
  return { ...psi, re: psi.re.map((value) => value / size) };
}

function tryAlgebra(
  psi: PhaseWave,
  worst: { commutator: number; partners: number; liouville: number },
): void {
  const xp = combine(quantumPosition(quantumMomentum(psi)), quantumMomentum(quantumPosition(psi)), -1);
  worst.commutator = Math.max(worst.commutator, norm(combine(xp, psi, 0, -1)));
  for (const a of [quantumPosition, quantumMomentum])
    for (const b of [quantumPosition, quantumMomentum])
      worst.partners = Math.max(worst.partners, norm(combine(a(b(psi, -1)), b(a(psi), -1), -1)));
  const difference = combine(quantumEnergy(psi), quantumEnergy(psi, -1), -1);
  worst.liouville = Math.max(worst.liouville, norm(combine(difference, liouvillian(psi), -1)));
}

/**
 * Level by level: ψ_n ∝ (x − ip)ⁿ e^{−x²−p²} is an eigenfunction of H_Q, and X_Q − i P_Q leads from it to the next. The levels are sampled
 * in closed form, because a ladder climbed numerically multiplies rounding by the largest wave number at every step.
 */
async function climb(grid: number, levels: number, breathe: (share: number) => Promise<void>) {
  const found: { n: number; energy: number; residual: number; ladder: number }[] = [];
  for (let n = 0; n < levels; n++) {
    const psi = level(grid, n);
    const h = quantumEnergy(psi);
    const up = combine(quantumPosition(psi), quantumMomentum(psi), 0, -1);
    found.push({
      n,
      energy: inner(psi, h),
      residual: norm(combine(h, psi, -(n + 0.5))),
      ladder: norm(combine(up, level(grid, n + 1), -Math.sqrt(2 * n + 2))),
    });
    await breathe(n / levels);
  }
  return found;
}

function level(grid: number, n: number): PhaseWave {
  const power = (x: number, p: number): [number, number] => {
    let [re, im] = [1, 0];
    for (let k = 0; k < n; k++) [re, im] = [re * x + im * p, im * x - re * p];
    return [re, im];
  };
  const part = (which: 0 | 1) =>
    phaseWave(grid, LENGTH, (x, p) => power(x, p)[which] * exp(-(x * x) - p * p)).re;
  const psi = { ...phaseWave(grid, LENGTH, () => 0), re: part(0), im: part(1) };
  const size = norm(psi);
  return { ...psi, re: psi.re.map((v) => v / size), im: psi.im.map((v) => v / size) };
}

/** The Gaussian that began at x = 2, after classical motion for a time t: x′ = p, p′ = −x. */
function turned(grid: number, t: number): PhaseWave {
  return gaussian(grid, LENGTH, 2 * cos(t), -2 * sin(t));
}

/** Forward and back on 81 × 81 integer states, and the mean period over many turns. */
function integerOscillator() {
  const a = 1 / 8;
  let integerErrors = 0;
  const images = new Set<string>();
  for (let x = -40; x <= 40; x++)
    for (let p = -40; p <= 40; p++) {
      const next = stepIntegers(x, p, a);
      images.add(next.join());
      const [x0, p0] = unstepIntegers(...next, a);
      if (x0 !== x || p0 !== p) integerErrors++;
    }
  integerErrors += 6561 - images.size;
  let [x, p] = [20, 0];
  let [turns, lastTurn] = [0, 0];
  for (let t = 1; t <= 10_000; t++) {
    const before = p;
    [x, p] = stepIntegers(x, p, a);
    if (before > 0 && p <= 0 && x > 0) {
      turns++;
      lastTurn = t;
    }
  }
  return { integerErrors, integerPeriod: turns > 0 ? lastTurn / turns : 0 };
}
