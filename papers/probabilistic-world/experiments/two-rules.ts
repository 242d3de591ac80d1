/** @file Classical sum against quantum trace, on random chains. */
import { defineExperiment, z, type Random } from "@working-papers/lab";
import {
  chain,
  classicalMeans,
  classicalRatio,
  quantumRatio,
  sameRatio,
  solveChain,
  type Chain,
} from "../index.ts";
import { lines } from "@working-papers/lab/charts";
import { apply, condition, distance, inverse, multiply, trace, type Matrix, matrix } from "../matrix.ts";
import { randomChain, randomIntegerChain, randomObservable } from "../random-chains.ts";

export default defineExperiment({
  id: "two-rules",
  version: 2,
  title: "Two ledgers: classical sum and quantum trace",
  question: "Do the sum over all histories and the trace with the density matrix give the same numbers?",
  method:
    "Chains are drawn with independent random local factors and boundary terms. Every expectation value is computed twice by code that shares only the model: the classical rule multiplies weights along each of the D^(M+1) histories and adds them up; the quantum rule carries two wave functions to the time in question and takes a trace. All pairs of times are compared. Then the same with whole-number factors in exact arithmetic, where nothing but equality counts. The law of evolution is tried in both forms: S ρ′(t) = ρ′(t+1) S, and ρ′(t+1) = S ρ′(t) S⁻¹ where S is not nearly singular.",
  provider: "javascript",
  varies: "by seed",
  parameters: z.strictObject({
    bits: z.int().min(1).max(3).meta({ title: "Bits", description: "spins at each time; D = 2^bits states" }),
    steps: z
      .int()
      .min(1)
      .max(6)
      .meta({ title: "Steps", description: "links M; there are D^(M+1) histories" }),
    chains: z.int().min(1).max(100).meta({ title: "Chains", description: "how many random chains" }),
    strength: z
      .number()
      .min(0)
      .max(4)
      .meta({ title: "Strength", description: "local factors are exp(−L) with |L| up to this" }),
  }),
  measurements: {
    oneTime: { title: "Largest difference of the two rules, one time" },
    twoTimes: { title: "Largest difference of the two rules, two times" },
    exactDisagreements: { title: "Disagreements in whole-number arithmetic", decimals: 0 },
    exactComparisons: { title: "Comparisons in whole-number arithmetic", decimals: 0 },
    forwardLaw: { title: "Largest |S ρ′(t) − ρ′(t+1) S|, relative" },
    inverseLaw: { title: "Largest |S ρ′(t) S⁻¹ − ρ′(t+1)|, relative, condition below 10⁶" },
    superposition: { title: "Largest violation of superposition" },
  },
  presets: {
    quick: { parameters: { bits: 2, steps: 4, chains: 5, strength: 1 }, cost: "less than a second" },
    full: { parameters: { bits: 3, steps: 5, chains: 20, strength: 1 }, cost: "about 20 seconds" },
  },
  async run({ parameters: { bits, steps, chains, strength }, random, step }) {
    const worst = { oneTime: 0, twoTimes: 0, forwardLaw: 0, inverseLaw: 0, superposition: 0 };
    const example: { history: Record<string, number | string>[] } = { history: [] };
    let exactDisagreements = 0;
    let exactComparisons = 0;
    for (let k = 0; k < chains; k++) {
      await step(k / chains, `chain ${k + 1}`);
      const model = randomChain(random, bits, steps, strength);
      const rows = compareRules(model, random, worst);
      if (k === 0) example.history = rows;
      compareLaw(model, worst);
      worst.superposition = Math.max(worst.superposition, superposition(model, random));
    }
    // Big integers are slower: fewer histories, but every pair of times of every chain.
    const exactSteps = Math.min(steps, 3);
    for (let k = 0; k < chains; k++) {
      await step(k / chains, `exact chain ${k + 1}`);
      const model = randomIntegerChain(random, Math.min(bits, 2), exactSteps);
      const values = () => model.initial.map(() => BigInt(random.integer(-5, 5)));
      for (let t1 = 0; t1 <= exactSteps; t1++)
        for (let t2 = t1; t2 <= exactSteps; t2++) {
          const [a, b] = [values(), values()];
          const same = sameRatio(classicalRatio(model, t1, b, t2, a), quantumRatio(model, t1, b, t2, a));
          exactComparisons++;
          if (!same) exactDisagreements++;
        }
    }
    return {
      measurements: { ...worst, exactDisagreements, exactComparisons },
      tables: [
        {
          id: "first-chain",
          title: "The first chain: ⟨A(t)⟩ of a random observable by both rules",
          columns: [
            { title: "t", decimals: 0 },
            { title: "classical sum", decimals: 15 },
            { title: "quantum trace", decimals: 15 },
          ],
          rows: example.history
            .filter((row) => row.rule === "classical sum")
            .map((row, t) => [
              row.t,
              row.mean,
              example.history.filter(({ rule }) => rule === "quantum trace")[t].mean,
            ]),
        },
      ],
      figures: [
        lines(
          "first-chain",
          "One observable along the first chain, by both rules",
          "The classical sum and the quantum trace lie on one another at every time.",
          example.history,
          { x: { field: "t", title: "time" }, y: { field: "mean", title: "⟨A(t)⟩" }, series: "rule" },
        ),
      ],
    };
  },
});

/** All one-time and two-time expectation values of one pair of random observables, by both rules. */
function compareRules(model: Chain, random: Random, worst: { oneTime: number; twoTimes: number }) {
  const steps = model.links.length;
  const dimension = model.boundary[0].initial.length;
  const a = randomObservable(random, dimension);
  const b = randomObservable(random, dimension);
  const pairs: [number, number][] = [];
  for (let t1 = 0; t1 <= steps; t1++) for (let t2 = t1 + 1; t2 <= steps; t2++) pairs.push([t1, t2]);
  const { means } = classicalMeans(model, [
    ...Array.from({ length: steps + 1 }, (_, t) => (history: Uint32Array) => a[history[t]]),
    ...pairs.map(
      ([t1, t2]) =>
        (history: Uint32Array) =>
          a[history[t2]] * b[history[t1]],
    ),
  ]);
  const solution = solveChain(model);
  const rows: Record<string, number | string>[] = [];
  for (let t = 0; t <= steps; t++) {
    const quantum = solution.mean(t, a);
    worst.oneTime = Math.max(worst.oneTime, Math.abs(means[t] - quantum));
    rows.push({ t, mean: means[t], rule: "classical sum" }, { t, mean: quantum, rule: "quantum trace" });
  }
  pairs.forEach(([t1, t2], k) => {
    const difference = Math.abs(means[steps + 1 + k] - solution.correlation(t1, b, t2, a));
    worst.twoTimes = Math.max(worst.twoTimes, difference);
  });
  return rows;
}

/** S ρ′(t) = ρ′(t+1) S, and ρ′(t+1) = S ρ′(t) S⁻¹, relative to the largest element. */
function compareLaw(model: Chain, worst: { forwardLaw: number; inverseLaw: number }) {
  const solution = solveChain(model);
  model.links.forEach((link, t) => {
    const s = matrix(link.dimension, link.weight);
    const now = solution.densityMatrix(t);
    const next = solution.densityMatrix(t + 1);
    const left = multiply(s, now);
    worst.forwardLaw = Math.max(
      worst.forwardLaw,
      distance(left.a, multiply(next, s).a) / largest(left),
      Math.abs(trace(next) - 1),
    );
    if (condition(s) < 1e6)
      worst.inverseLaw = Math.max(
        worst.inverseLaw,
        distance(multiply(left, inverse(s)).a, next.a) / largest(next),
      );
  });
}

function largest({ a }: Matrix): number {
  return a.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
}

/** The chain that starts from x·i₁ + y·i₂ has, up to the norm, the wave function x·q̃₁ + y·q̃₂ at all times. */
function superposition({ links, boundary: [{ initial, final }] }: Chain, random: Random): number {
  const other = Float64Array.from(initial, () => random.uniform());
  const [x, y] = [random.uniform(), random.uniform()];
  const end = (start: Float64Array) =>
    links.reduce((q, link) => apply(matrix(link.dimension, link.weight), q), start);
  const [first, second] = [end(initial), end(other)];
  const sum = first.map((value, state) => x * value + y * second[state]);
  const both = initial.map((value, state) => x * value + y * other[state]);
  const solved = solveChain(chain(links, both, final)).wave(links.length).forward;
  return distance(normalised(solved), normalised(sum));
}

function normalised(q: Float64Array): Float64Array {
  const size = q.reduce((total, value) => total + value, 0);
  return q.map((value) => value / size);
}
