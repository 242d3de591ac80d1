/** @file A network of six spins learns two-qubit states, or cannot. */
import { defineExperiment, z } from "@working-papers/lab";
import { learn, rotatedSinglet, sampleNetwork, sixSpinProbabilities } from "../index.ts";
import { lines } from "@working-papers/lab/charts";
import { randomEntangled, randomMixed } from "../random-states.ts";

const VISIBILITIES = [0.5, 0.65, 0.7, 0.72, 0.8];

export default defineExperiment({
  id: "learning",
  version: 2,
  title: "Learning two qubits with six spins",
  question:
    "Does a network of classical spins learn the mean values of a two-qubit state exactly when they are feasible?",
  method:
    "Six spins with fields and couplings, p ∝ exp(Σ h f), are fitted to the fifteen mean values of a singlet turned by 45° and mixed with noise. The edge of feasibility is visibility 1/√2: below it the fit must reach the mean values, above it it cannot. Then random maximally entangled states with random noise and random mixed states are tried by two independent ways, the fit and the linear program; states within 0.1 % of the edge are left out, since there neither has an answer in double precision. The learned network is also sampled as stochastic neurons; the error must fall as the square root of the number of sweeps.",
  provider: "javascript",
  varies: "by seed",
  parameters: z.strictObject({
    states: z.int().min(5).max(2000).meta({ title: "Random states" }),
    sweeps: z
      .int()
      .min(1000)
      .max(10_000_000)
      .meta({ title: "Sweeps", description: "of the sampled network" }),
  }),
  measurements: {
    feasible: { title: "Largest residual at visibilities 0.5, 0.65, 0.7" },
    infeasible: { title: "Smallest residual at visibilities 0.72, 0.8" },
    iterations: { title: "Most iterations at feasible visibilities", decimals: 0 },
    disagreements: { title: "States on which learning and linear program disagree", decimals: 0 },
    compared: { title: "States compared", decimals: 0 },
    learned: { title: "States learned", decimals: 0 },
    sampled: { title: "Error of the sampled network times √sweeps", decimals: 3 },
  },
  presets: {
    quick: { parameters: { states: 20, sweeps: 10_000 }, cost: "about a second" },
    full: { parameters: { states: 300, sweeps: 1_000_000 }, cost: "about 30 seconds" },
  },
  async run({ parameters: { states, sweeps }, random, step }) {
    const turned = VISIBILITIES.map((visibility) => ({
      visibility,
      result: learn(rotatedSinglet(Math.PI / 4, visibility)),
    }));
    const inside = turned.filter(({ visibility }) => visibility < Math.SQRT1_2);
    const outside = turned.filter(({ visibility }) => visibility > Math.SQRT1_2);
    let disagreements = 0;
    let compared = 0;
    let learned = 0;
    for (let k = 0; k < states; k++) {
      await step((0.8 * k) / states);
      const visibility = 0.5 + 0.5 * random.uniform();
      const moments = k % 2 ? randomMixed(random) : randomEntangled(random).map((m) => m * visibility);
      const within = (factor: number) => sixSpinProbabilities(moments.map((m) => m * factor)).feasible;
      if (within(0.999) !== within(1.001)) continue;
      compared++;
      const success = learn(moments).residual < 1e-9;
      if (success) learned++;
      if (success !== within(1)) disagreements++;
    }
    const target = rotatedSinglet(Math.PI / 4, 0.65);
    const sampled = sampleNetwork(inside[1].result.weights, sweeps, random.fork("neurons"));
    const squares = sampled.reduce((sum, value, i) => sum + (value - target[i]) ** 2, 0);
    return {
      measurements: {
        feasible: Math.max(...inside.map(({ result }) => result.residual)),
        infeasible: Math.min(...outside.map(({ result }) => result.residual)),
        iterations: Math.max(...inside.map(({ result }) => result.iterations)),
        disagreements,
        compared,
        learned,
        sampled: Math.sqrt((squares / 15) * sweeps),
      },
      tables: [
        {
          id: "visibilities",
          title: "The singlet turned by 45°, with noise",
          columns: [
            { title: "visibility", decimals: 2 },
            { title: "residual" },
            { title: "iterations", decimals: 0 },
            { title: "largest weight", decimals: 2 },
          ],
          rows: turned.map(({ visibility, result }) => [
            visibility,
            result.residual,
            result.iterations,
            Math.max(...result.weights.map(Math.abs)),
          ]),
        },
      ],
      figures: [
        lines(
          "learning",
          "Learning a turned singlet, by visibility",
          "Below visibility 0.7071 the residual falls to rounding; above it a gap remains.",
          turned.flatMap(({ visibility, result }) =>
            result.history.slice(0, 30).map((residual, iteration) => ({
              iteration,
              residual: Math.max(residual, 1e-16),
              visibility: String(visibility),
            })),
          ),
          {
            x: { field: "iteration", title: "iteration" },
            y: { field: "residual", title: "largest |⟨f⟩ − target|", log: true },
            series: "visibility",
          },
        ),
      ],
    };
  },
});
