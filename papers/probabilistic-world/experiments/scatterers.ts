/** @file Movers among random scatterers: averaged amplitudes, averaged probabilities, and exact returns. */
import { defineExperiment, z, type Random } from "@working-papers/lab";
import {
  cycles,
  drawnDensity,
  greatestCommonDivisor,
  meanMixing,
  parts,
  periodJump,
  scatterStep,
  spinor,
  spinorPacket,
  stepWave,
  telegraphSample,
  telegraphSpread,
  walkStep,
  type Spinor,
  type UniqueJump,
} from "../index.ts";
import { lines } from "@working-papers/lab/charts";
import { cos, log } from "@working-papers/lab/elementary";

export default defineExperiment({
  id: "scatterers",
  version: 2,
  title: "Movers among random scatterers",
  question:
    "What does a mover look like on average when it turns at random points, and when the points repeat in time?",
  method:
    "A packet runs through many independent realisations of scatterers, uncorrelated in space and time; its complex amplitudes are averaged and compared with ρᵗ times the Dirac quantum walk of mass angle θ. Since every realisation keeps the norm exactly, the squared distance of the average from the theory must be (1 − ρ^{2t})/N: the ratio is measured, and as a control the ratio for the walk without damping. Second, single movers: their mean squared displacement against the exact value of the persistent random walk. Third, scatterers that repeat after a period: for standing waves on cycles of the one-particle map, the steps until the distribution of bits returns are counted and compared with L/gcd(L, 2n).",
  provider: "javascript",
  varies: "by seed",
  parameters: z.strictObject({
    density: z.number().min(0.01).max(0.9).meta({ title: "Density of scatterers" }),
    realisations: z.int().min(100).max(200_000).meta({ title: "Realisations" }),
    steps: z.int().min(1).max(200).meta({ title: "Steps of the packet" }),
    sites: z.int().min(16).max(512).multipleOf(2).meta({ title: "Sites of the ring" }),
    walkers: z.int().min(100).max(1_000_000).meta({ title: "Single movers" }),
    walkerSteps: z.int().min(10).max(2000).meta({ title: "Steps of single movers" }),
    period: z.int().min(1).max(32).meta({ title: "Period of repeated scatterers" }),
  }),
  measurements: {
    amplitude: { title: "Squared distance from the damped walk over its expectation", decimals: 3 },
    undamped: { title: "The same for the walk without damping", decimals: 1 },
    massAngle: { title: "Mass angle θ", decimals: 6 },
    dampingPerStep: { title: "Damping −ln ρ per step", decimals: 6 },
    spread: { title: "Mean squared displacement over the persistent walk's", decimals: 4 },
    diffusion: { title: "Mean squared displacement over t(1 − r)/r", decimals: 4 },
    returns: { title: "Standing waves tried", decimals: 0 },
    wrongReturns: { title: "Standing waves that return at another time", decimals: 0 },
    longest: { title: "Longest return", unit: "periods", decimals: 0 },
  },
  presets: {
    quick: {
      parameters: {
        density: 0.15,
        realisations: 1000,
        steps: 20,
        sites: 64,
        walkers: 5000,
        walkerSteps: 200,
        period: 3,
      },
      cost: "about a second",
    },
    full: {
      parameters: {
        density: 0.15,
        realisations: 20_000,
        steps: 40,
        sites: 128,
        walkers: 100_000,
        walkerSteps: 400,
        period: 5,
      },
      cost: "about 20 seconds",
    },
  },
  async run({ parameters, random, step }) {
    const { realisations, steps, sites, walkers, walkerSteps, period } = parameters;
    const r = drawnDensity(parameters.density);
    const { damping, angle } = meanMixing(r);
    const start = spinorPacket(sites, sites / 16, 0.3);
    const average = await averageAmplitude(start, r, steps, realisations, random.fork("packets"), (share) =>
      step(0.6 * share, "packets"),
    );
    let walk = start;
    for (let t = 0; t < steps; t++) walk = walkStep(walk, angle);
    const expected = (1 - damping ** (2 * steps)) / realisations;
    let square = 0;
    const stream = random.fork("movers");
    for (let k = 0; k < walkers; k++) {
      square += telegraphSample(r, walkerSteps, stream) ** 2;
      if (k % 1000 === 0) await step(0.6 + (0.3 * k) / walkers, "single movers");
    }
    const spread = square / walkers;
    const returns = tryReturns(random.fork("patterns"), sites, period, r);
    return {
      measurements: {
        amplitude: distanceSquared(average, walk, damping ** steps) / expected,
        undamped: distanceSquared(average, walk, 1) / expected,
        massAngle: angle,
        dampingPerStep: -log(damping),
        spread: spread / telegraphSpread(r, walkerSteps),
        diffusion: (spread * r) / (walkerSteps * (1 - r)),
        ...returns,
      },
      figures: [
        lines(
          "amplitude",
          `The averaged amplitude of right movers after ${steps} steps`,
          "The average over realisations follows the damped quantum walk; what is lost has become noise, not motion.",
          Array.from({ length: sites }, (_, x) => [
            { x, value: average.rightRe[x], what: "average of realisations" },
            { x, value: damping ** steps * walk.rightRe[x], what: "damped quantum walk" },
          ]).flat(),
          {
            x: { field: "x", title: "site" },
            y: { field: "value", title: "Re ψ_R" },
            series: "what",
            points: false,
          },
        ),
      ],
    };
  },
});

async function averageAmplitude(
  start: Spinor,
  r: number,
  steps: number,
  realisations: number,
  random: Random,
  breathe: (share: number) => Promise<void>,
): Promise<Spinor> {
  const sum = spinor(start.sites);
  let psi = spinor(start.sites);
  let next = spinor(start.sites);
  for (let k = 0; k < realisations; k++) {
    parts(psi).forEach((part, i) => part.set(parts(start)[i]));
    for (let t = 0; t < steps; t++) {
      scatterStep(psi, r, random, next);
      [psi, next] = [next, psi];
    }
    parts(sum).forEach((part, i) => parts(psi)[i].forEach((value, x) => (part[x] += value)));
    if (k % 50 === 0) await breathe(k / realisations);
  }
  for (const part of parts(sum)) for (let x = 0; x < part.length; x++) part[x] /= realisations;
  return sum;
}

/** Σ |ψ − factor·φ|² */
function distanceSquared(psi: Spinor, phi: Spinor, factor: number): number {
  let sum = 0;
  parts(psi).forEach((part, i) =>
    part.forEach((value, x) => (sum += (value - factor * parts(phi)[i][x]) ** 2)),
  );
  return sum;
}

/** Standing waves √(2/L) cos(2πnj/L) on the longest cycles of random periodic patterns. */
function tryReturns(random: Random, sites: number, period: number, r: number) {
  const found = { returns: 0, wrongReturns: 0, longest: 0 };
  for (let trial = 0; trial < 5; trial++) {
    const jump = periodJump(
      Array.from({ length: period }, () => Array.from({ length: sites }, () => random.uniform() < r)),
    );
    const longest = cycles(jump)
      .sort((a, b) => b.length - a.length || a.start - b.start)
      .slice(0, 4);
    for (const { start, length } of longest)
      for (let n = 1; n < length / 2 && n <= 6; n++) {
        const predicted = length / greatestCommonDivisor(length, 2 * n);
        found.returns++;
        found.longest = Math.max(found.longest, predicted);
        if (firstReturn(jump, start, length, n) !== predicted) found.wrongReturns++;
      }
  }
  return found;
}

/** Steps until p = q² is again what it was. */
function firstReturn(jump: UniqueJump, start: number, length: number, n: number): number {
  let q: Float64Array = new Float64Array(jump.dimension);
  for (let j = 0, state = start; j < length; j++, state = jump.image[state])
    q[state] = Math.sqrt(2 / length) * cos((2 * Math.PI * n * j) / length);
  const p = q.map((value) => value * value);
  for (let t = 1; t <= length; t++) {
    q = stepWave(jump, q);
    if (q.every((value, state) => Math.abs(value * value - p[state]) < 1e-12)) return t;
  }
  return 0;
}
