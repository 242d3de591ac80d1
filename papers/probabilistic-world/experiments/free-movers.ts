/** @file Momentum of automata, and the vacuum and thermal state of free movers. */
import { defineExperiment, z, type Random } from "@working-papers/lab";
import {
  complexVector,
  moverJump,
  momentumDistribution,
  momentumMoment,
  packetOnRing,
  pairDensity,
  rightMovers,
  shift,
  thermalEnergy,
  vacuumCorrelation,
  vacuumCorrelationInfinite,
  vacuumDistribution,
  type Complex,
} from "../index.ts";
import { lines } from "@working-papers/lab/charts";
import { distance } from "../matrix.ts";
import { cos, hypot, sin } from "@working-papers/lab/elementary";

const TEMPERATURES = [0.02, 0.04, 0.06, 0.08, 0.1];

export default defineExperiment({
  id: "free-movers",
  version: 2,
  title: "Momentum, vacuum and heat of free movers",
  question:
    "Is momentum a conserved observable of an automaton, and do free movers have the vacuum and the thermal state of free fermions?",
  method:
    "Wave functions on a ring are Fourier transformed, at the ring's size and at the odd size below, and moved by the automaton. Tried are: the relation of shift and phase of Weyl, P(k) = P(−k) for random real wave functions, the mean momentum of a packet, and P(k) after many steps. Signs of a real packet are flipped on every second site: no bit probability changes, ⟨k²⟩ does. For the vacuum, all modes k < 0 are filled: its correlation on a large ring is compared with the infinite line; on a small ring the probability of every bit configuration is computed, and sums over configurations are compared with Wick's theorem, and with themselves one step later. The thermal energy is compared with π T²/12.",
  provider: "javascript",
  varies: "by seed",
  parameters: z.strictObject({
    sites: z
      .int()
      .min(16)
      .max(2048)
      .multipleOf(2)
      .meta({ title: "Sites of the ring", description: "for momentum" }),
    steps: z.int().min(1).max(10_000).meta({ title: "Steps", description: "after which P(k) is compared" }),
    modes: z
      .int()
      .min(1000)
      .max(100_000)
      .multipleOf(2)
      .meta({ title: "Modes", description: "of the ring of vacuum and heat" }),
    gas: z
      .int()
      .min(4)
      .max(18)
      .multipleOf(2)
      .meta({ title: "Sites of the gas", description: "all configurations of this ring are added up" }),
  }),
  measurements: {
    weyl: { title: "Largest violation of Weyl's relation" },
    asymmetry: { title: "Largest |P(k) − P(−k)| of real wave functions" },
    meanMomentum: { title: "|⟨k⟩ − 2π·5/64| of a packet" },
    conserved: { title: "Largest change of P(k) after the steps" },
    flippedDensity: { title: "Largest change of p(x) by flipped signs" },
    flippedMomentum: { title: "⟨k²⟩ with flipped signs over ⟨k²⟩ without", decimals: 1 },
    vacuum: { title: "Largest error of the vacuum correlation, distances 0 to 20" },
    gasNorm: { title: "|Σ p − 1| of the vacuum's bit distribution" },
    gasWick: { title: "Largest |⟨n n⟩ − (1/4 − |C|²)|" },
    gasStationary: { title: "Largest change of the bit distribution in a step" },
    thermal: { title: "Largest relative error of the thermal energy" },
  },
  presets: {
    quick: { parameters: { sites: 64, steps: 100, modes: 4000, gas: 8 }, cost: "less than a second" },
    full: { parameters: { sites: 1024, steps: 1000, modes: 16_000, gas: 16 }, cost: "about 5 seconds" },
  },
  async run({ parameters: { sites, steps, modes, gas }, random, step }) {
    const real = realWaves(sites, random);
    await step(0.2, "packet");
    const packet = movedPacket(sites, steps);
    await step(0.4, "vacuum");
    const correlation = Array.from({ length: 21 }, (_, d) => {
      const found = vacuumCorrelation(modes, d);
      const exact = vacuumCorrelationInfinite(d);
      return { d, found, error: hypot(found.re - exact.re, found.im - exact.im) };
    });
    const gasResults = vacuumGas(gas);
    await step(0.8, "heat");
    const thermal = TEMPERATURES.map((temperature) => {
      const found = thermalEnergy(modes, temperature);
      const exact = (Math.PI * temperature ** 2) / 12;
      return { temperature, found, exact, error: Math.abs(found / exact - 1) };
    });
    return {
      measurements: {
        weyl: weyl(sites, random),
        ...real,
        ...packet.measured,
        vacuum: Math.max(...correlation.map(({ error }) => error)),
        ...gasResults,
        thermal: Math.max(...thermal.map(({ error }) => error)),
      },
      tables: [
        {
          id: "thermal",
          title: "Thermal energy per site above the vacuum",
          columns: [
            { title: "T", decimals: 2 },
            { title: "sum over modes", decimals: 10 },
            { title: "π T²/12", decimals: 10 },
            { title: "relative error" },
          ],
          rows: thermal.map(({ temperature, found, exact, error }) => [temperature, found, exact, error]),
        },
      ],
      figures: [
        lines(
          "momentum",
          "One distribution of bits, two of momentum",
          "Flipping the sign of the wave function on every second site changes no bit probability, but moves the momentum to ±π.",
          packet.figure,
          {
            x: { field: "k", title: "momentum k" },
            y: { field: "p", title: "P(k)" },
            series: "signs",
            points: false,
          },
        ),
        lines(
          "vacuum",
          "Correlation of the vacuum",
          "The imaginary part of ⟨a†(x) a(x+d)⟩ falls as −1/(πd) at odd distances and vanishes at even ones.",
          correlation.slice(1).map(({ d, found }) => ({ d, value: found.im })),
          { x: { field: "d", title: "distance d" }, y: { field: "value", title: "Im C(d)" } },
        ),
      ],
    };
  },
});

function randomComplex(sites: number, random: Random): Complex {
  const draw = () => Float64Array.from({ length: sites }, () => random.normal() / Math.sqrt(2 * sites));
  return { re: draw(), im: draw() };
}

/** Ẑ T = e^{2πi/X} T Ẑ with Ẑ = e^{2πi x/X} and T the shift. */
function weyl(sites: number, random: Random): number {
  const psi = randomComplex(sites, random);
  const phase = ({ re, im }: Complex, angle: (x: number) => number): Complex => {
    const out = complexVector(sites);
    for (let x = 0; x < sites; x++) {
      const [c, s] = [cos(angle(x)), sin(angle(x))];
      out.re[x] = re[x] * c - im[x] * s;
      out.im[x] = re[x] * s + im[x] * c;
    }
    return out;
  };
  const turn = (2 * Math.PI) / sites;
  const left = phase(shift(psi), (x) => turn * x);
  const right = phase(shift(phase(psi, (x) => turn * x)), () => turn);
  return Math.max(distance(left.re, right.re), distance(left.im, right.im));
}

/** Random real wave functions, on the ring and on the odd ring below, where every k has a partner −k. */
function realWaves(sites: number, random: Random): { asymmetry: number } {
  let asymmetry = 0;
  for (const n of [sites, sites - 1]) {
    const { re } = randomComplex(n, random);
    const { p } = momentumDistribution({ re, im: new Float64Array(n) });
    // k = π, the last of an even ring, is its own partner.
    const last = n % 2 === 0 ? n - 2 : n - 1;
    for (let i = 0; i <= last; i++) asymmetry = Math.max(asymmetry, Math.abs(p[i] - p[last - i]));
  }
  return { asymmetry };
}

function movedPacket(sites: number, steps: number) {
  const carrier = packetOnRing(64, 32, 4, (2 * Math.PI * 5) / 64);
  const meanMomentum = Math.abs(momentumMoment(momentumDistribution(carrier), 1) - (2 * Math.PI * 5) / 64);
  let psi = packetOnRing(sites, sites / 4, sites / 24, 0.7);
  const before = momentumDistribution(psi);
  for (let t = 0; t < steps; t++) psi = shift(psi);
  const plain = packetOnRing(64, 32, 4, 0);
  const flipped: Complex = { re: plain.re.map((value, x) => (x % 2 === 0 ? value : -value)), im: plain.im };
  const distributions = {
    "as they were": momentumDistribution(plain),
    flipped: momentumDistribution(flipped),
  };
  return {
    measured: {
      meanMomentum,
      conserved: distance(momentumDistribution(psi).p, before.p),
      flippedDensity: distance(
        flipped.re.map((value) => value * value),
        plain.re.map((value) => value * value),
      ),
      flippedMomentum:
        momentumMoment(distributions.flipped, 2) / momentumMoment(distributions["as they were"], 2),
    },
    figure: Object.entries(distributions).flatMap(([signs, { k, p }]) =>
      Array.from(k, (value, i) => ({ k: value, p: p[i], signs })),
    ),
  };
}

/** The vacuum as a distribution over bits: norm, Wick's theorem, and one step of the automaton. */
function vacuumGas(sites: number) {
  const p = vacuumDistribution(sites);
  let gasWick = 0;
  for (let d = 1; d < sites; d++) {
    const c = vacuumCorrelation(sites, d);
    gasWick = Math.max(gasWick, Math.abs(pairDensity(p, 0, d) - (0.25 - c.re ** 2 - c.im ** 2)));
  }
  const { image } = moverJump(rightMovers, sites);
  let gasStationary = 0;
  p.forEach((value, state) => (gasStationary = Math.max(gasStationary, Math.abs(p[image[state]] - value))));
  const total = p.reduce((sum, value) => sum + value, 0);
  return { gasNorm: Math.abs(total - 1), gasWick, gasStationary };
}
