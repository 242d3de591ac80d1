/** @file Automata as orthogonal operators: the limit of strong coupling, p = q², and the spectrum from cycles. */
import { defineExperiment, z, type Random } from "@working-papers/lab";
import {
  asymmetricIsingLink,
  cycleHistogram,
  count,
  cycles,
  ensemble,
  inverseJump,
  jumpMatrix,
  moverJump,
  order,
  RIGHT,
  rightMovers,
  spectrum,
  stepEvolutionOperator,
  stepWave,
  thenJump,
  thirringJump,
  uniqueJump,
  type UniqueJump,
} from "../index.ts";
import { lines } from "@working-papers/lab/charts";
import { add, distance, scale, symmetricEigenvalues, transpose } from "../matrix.ts";
import { cos, log } from "@working-papers/lab/elementary";

export default defineExperiment({
  id: "unique-jumps",
  version: 2,
  title: "From strong coupling to automata",
  question:
    "Is a strongly coupled chain an automaton, with an orthogonal evolution, p = q², and roots of unity as spectrum?",
  method:
    "Three parts. The step evolution operator of the asymmetric Ising chain is compared with the permutation of right movers while the coupling β grows from 4 to 8; the slope of the logarithm of the largest error is fitted. For the colliding movers, a random real wave function and its squares are stepped separately, the first as an amplitude with signs and the second as a probability, and compared bit for bit at every time; the backward step after the forward step must be the identity. The number of right movers on two of three sites is computed along the trajectories of all first states, and by the trace rule, and from drawn trajectories. For a random permutation the eigenvalues predicted from the lengths of its cycles are compared with those of the dense matrix: of (S + Sᵀ)/2, whose eigenvalues are the cosines of the angles; a real orthogonal matrix has its angles in pairs ±θ, so the cosines fix the spectrum.",
  provider: "javascript",
  varies: "by seed",
  parameters: z.strictObject({
    sites: z
      .int()
      .min(2)
      .max(8)
      .meta({ title: "Sites of the Ising chain", description: "ring of the finite-β part" }),
    dimension: z
      .int()
      .min(4)
      .max(1024)
      .meta({ title: "States of the permutation", description: "size of the dense eigenvalue problem" }),
    automatonSites: z
      .int()
      .min(2)
      .max(5)
      .meta({ title: "Sites of the automaton", description: "4 bits each; 5 sites have 2^20 states" }),
    steps: z.int().min(1).max(200).meta({ title: "Steps", description: "time steps of the wave function" }),
  }),
  measurements: {
    slope: { title: "Slope of ln(largest error of S) against β", decimals: 4 },
    notOrthogonal: { title: "States that do not return under S⁻¹S", decimals: 0 },
    squares: { title: "Probabilities that differ from q² in any bit, all times", decimals: 0 },
    trajectories: { title: "Largest difference of trajectories and trace rule" },
    sampledDeviation: { title: "Deviation of 10,000 drawn trajectories, in standard errors", decimals: 2 },
    norm: { title: "Largest change of Σ q² after sorting" },
    spectrum: { title: "Largest difference of predicted and dense eigenvalues" },
  },
  presets: {
    quick: {
      parameters: { sites: 4, dimension: 128, automatonSites: 3, steps: 20 },
      cost: "less than a second",
    },
    full: { parameters: { sites: 4, dimension: 512, automatonSites: 5, steps: 50 }, cost: "about 5 seconds" },
  },
  async run({ parameters: { sites, dimension, automatonSites, steps }, random, step }) {
    const limit = strongCoupling(sites);
    await step(0.1, "wave functions");
    const jump = thirringJump("extended", automatonSites);
    const back = thenJump(jump, inverseJump(jump));
    const notOrthogonal = back.image.reduce((wrong, image, state) => wrong + (image === state ? 0 : 1), 0);
    let q: Float64Array<ArrayBufferLike> = Float64Array.from(
      { length: jump.dimension },
      () => random.uniform() - 0.5,
    );
    let p = q.map((value) => value * value);
    const start = sortedSum(p);
    const signed: UniqueJump = {
      ...jump,
      sign: Int8Array.from({ length: jump.dimension }, () => (random.uint32() & 1 ? 1 : -1)),
    };
    let squares = 0;
    for (let t = 0; t < steps; t++) {
      q = stepWave(signed, q);
      p = stepWave(jump, p) as typeof p;
      for (let state = 0; state < q.length; state++) if (q[state] * q[state] !== p[state]) squares++;
      await step(0.1 + (0.4 * t) / steps);
    }
    await step(0.5, "eigenvalues");
    const shuffled = random.permutation(dimension);
    const permutation = uniqueJump(dimension, (state) => shuffled[state]);
    const predicted = spectrum(permutation)
      .map(({ numerator, denominator }) => cos((2 * Math.PI * numerator) / denominator))
      .sort((a, b) => a - b);
    const dense = jumpMatrix(permutation);
    const found = symmetricEigenvalues(scale(add(dense, transpose(dense)), 0.5));
    const histogram = cycleHistogram(permutation);
    return {
      measurements: {
        slope: limit.slope,
        notOrthogonal,
        squares,
        ...twoRules(random.fork("ensemble"), Math.min(steps, 20)),
        norm: Math.abs(sortedSum(p) - start),
        spectrum: distance(predicted, found),
      },
      tables: [
        {
          id: "cycles",
          title: `Cycles of the random permutation of ${dimension} states; order ${order(histogram)}`,
          columns: [
            { title: "length", decimals: 0 },
            { title: "cycles", decimals: 0 },
          ],
          rows: [...histogram],
        },
        {
          id: "automaton",
          title: `Cycles of the colliding movers on ${automatonSites} sites: ${cycles(jump).length} in all`,
          columns: [
            { title: "length", decimals: 0 },
            { title: "cycles", decimals: 0 },
          ],
          rows: [...cycleHistogram(jump)],
        },
      ],
      figures: [
        lines(
          "limit",
          "How an Ising chain becomes an automaton",
          `The largest error of the step evolution operator falls as e^(−2β): slope ${limit.slope.toFixed(4)}.`,
          limit.rows,
          {
            x: { field: "beta", title: "coupling β" },
            y: { field: "error", title: "largest |S − permutation|", log: true },
          },
        ),
      ],
    };
  },
});

function strongCoupling(sites: number) {
  const target = jumpMatrix(moverJump(rightMovers, sites));
  const rows: { beta: number; error: number }[] = [];
  for (let beta = 4; beta <= 8; beta += 0.5)
    rows.push({ beta, error: distance(stepEvolutionOperator(asymmetricIsingLink(sites, beta)).a, target.a) });
  const n = rows.length;
  const meanX = rows.reduce((sum, { beta }) => sum + beta, 0) / n;
  const meanY = rows.reduce((sum, { error }) => sum + log(error), 0) / n;
  let xy = 0;
  let xx = 0;
  for (const { beta, error } of rows) {
    xy += (beta - meanX) * (log(error) - meanY);
    xx += (beta - meanX) ** 2;
  }
  return { rows, slope: xy / xx };
}

/** A sum that does not depend on the order of its terms, because they are sorted first. */
function sortedSum(values: Float64Array): number {
  return values
    .slice()
    .sort()
    .reduce((sum, value) => sum + value, 0);
}

const rightMoversThere = (state: number) => count(state & 255, RIGHT);

/** How many right movers stand on sites 0 and 1 of a ring of three: by all trajectories, by the wave function, by drawn trajectories. */
function twoRules(random: Random, steps: number): { trajectories: number; sampledDeviation: number } {
  const jump = thirringJump("extended", 3);
  const draws = Float64Array.from({ length: jump.dimension }, () => random.normal());
  const size = Math.sqrt(draws.reduce((sum, value) => sum + value * value, 0));
  const film = ensemble(
    jump,
    draws.map((value) => value / size),
  );
  let trajectories = 0;
  for (let t = 0; t <= steps; t++)
    trajectories = Math.max(
      trajectories,
      Math.abs(film.classical(rightMoversThere, t) - film.quantum(rightMoversThere, t)),
    );
  const { mean, error } = film.sampled(rightMoversThere, steps, 10_000, random);
  return { trajectories, sampledDeviation: Math.abs(mean - film.quantum(rightMoversThere, steps)) / error };
}
