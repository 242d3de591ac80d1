/** @file Bell's inequality with complete statistics, with incomplete statistics, and without positivity. */
import { defineExperiment, z } from "@working-papers/lab";
import {
  chshOfAssignments,
  chshOfMoments,
  chshOperator,
  densityFromMoments,
  hermitianEigenvalues,
  impossibleMoments,
  independentSpins,
  measurementCorrelation,
  merminSquareAssignments,
  optimalMoments,
  quantumCorrelation,
  rotatedSinglet,
  sixSpinProbabilities,
  smallestEigenvalue,
  spin,
  type Vector3,
} from "../index.ts";
import { lines } from "@working-papers/lab/charts";
import { randomDirection, randomMixed } from "../random-states.ts";
import { cos, sin } from "@working-papers/lab/elementary";

export default defineExperiment({
  id: "bell",
  version: 2,
  title: "Complete and incomplete statistics",
  question: "What bounds the CHSH expression: 2, 2√2 or 4?",
  method:
    "Complete statistics: all 16 assignments of four observables are enumerated, and random distributions over them are tried. Incomplete statistics: the four mean values belong to four separate spins among fifteen. A distribution over 2^15 configurations is written down for the moments of the best quantum state, and the expression is added up over all configurations by the classical rule. The same with moments (1, 1, 1, −1), for which the matrix ρ has a negative eigenvalue. Measurement correlations: for random states and directions the correlation is built from conditional probabilities of one measurement after the other, and compared with tr(ρ A⊗B). None of this simulates a Bell experiment with local outcomes: the six-spin model, in which correlations are products of local spins, is tried with the same moments and must be refused.",
  provider: "javascript",
  varies: "by seed",
  parameters: z.strictObject({
    distributions: z.int().min(1).max(100_000).meta({ title: "Random distributions over 16 assignments" }),
    states: z.int().min(1).max(10_000).meta({ title: "Random states and directions" }),
  }),
  measurements: {
    complete: { title: "Largest CHSH value of complete statistics", decimals: 12 },
    completeExcess: { title: "Random complete statistics that exceed 2", decimals: 0 },
    completeRandom: { title: "Largest |CHSH| of random complete statistics", decimals: 6 },
    operator: { title: "Largest eigenvalue of the CHSH operator", decimals: 13 },
    incomplete: { title: "CHSH of fifteen spins, sum over 2^15 configurations", decimals: 13 },
    incompletePositive: { title: "Smallest eigenvalue of ρ for these spins" },
    incompleteNorm: { title: "|Σ p − 1| of these spins, 0 if any p < 0", decimals: 16 },
    unbounded: { title: "CHSH without positivity", decimals: 12 },
    negative: { title: "Smallest eigenvalue of ρ without positivity", decimals: 12 },
    measured: { title: "Largest |measurement correlation − tr(ρ A⊗B)|" },
    sixSpins: { title: "Six-spin models that are found for 2√2", decimals: 0 },
    mermin: { title: "Consistent assignments of Mermin's square", decimals: 0 },
  },
  presets: {
    quick: { parameters: { distributions: 1000, states: 100 }, cost: "less than a second" },
    full: { parameters: { distributions: 100_000, states: 2000 }, cost: "about 2 seconds" },
  },
  async run({ parameters: { distributions, states }, random, step }) {
    const assignments = chshOfAssignments();
    let completeRandom = 0;
    let completeExcess = 0;
    for (let k = 0; k < distributions; k++) {
      // A power of a uniform number makes some distributions nearly certain, where the bound is reached.
      const weights = assignments.map(() => random.uniform() ** 8);
      const total = weights.reduce((sum, value) => sum + value, 0);
      const value = weights.reduce((sum, weight, state) => sum + (weight / total) * assignments[state], 0);
      completeRandom = Math.max(completeRandom, Math.abs(value));
      if (Math.abs(value) > 2) completeExcess++;
      if (k % 1000 === 0) await step((0.3 * k) / distributions);
    }
    const best = classicalMoments(independentSpins(Array.from(optimalMoments())));
    await step(0.4);
    const impossible = classicalMoments(independentSpins(Array.from(impossibleMoments())));
    let measured = 0;
    for (let k = 0; k < states; k++) {
      const rho = densityFromMoments(randomMixed(random));
      const [a, b] = [randomDirection(random), randomDirection(random)];
      measured = Math.max(
        measured,
        Math.abs(measurementCorrelation(rho, a, b) - quantumCorrelation(rho, a, b)),
      );
      if (k % 100 === 0) await step(0.5 + (0.5 * k) / states);
    }
    const eigenvalues = hermitianEigenvalues(chshOperator());
    return {
      measurements: {
        complete: Math.max(...assignments),
        completeExcess,
        completeRandom,
        operator: eigenvalues[3],
        incomplete: chshOfMoments(best.moments),
        incompletePositive: smallestEigenvalue(best.moments),
        incompleteNorm: best.smallest < 0 ? 1 : Math.abs(best.total - 1),
        unbounded: chshOfMoments(impossible.moments),
        negative: smallestEigenvalue(impossible.moments),
        measured,
        sixSpins: sixSpinProbabilities(optimalMoments()).feasible ? 1 : 0,
        mermin: merminSquareAssignments(),
      },
      tables: [
        {
          id: "assignments",
          title: "Complete statistics: the CHSH value of every assignment",
          columns: [{ title: "A A′ B B′" }, { title: "value", decimals: 0 }],
          rows: assignments.map((value, state) => [
            [0, 1, 2, 3].map((bit) => ((state >> bit) & 1 ? "+" : "−")).join(" "),
            value,
          ]),
        },
      ],
      figures: [
        lines(
          "angle",
          "CHSH of the singlet, as one observer turns",
          "Sequences of measurements on the singlet follow the quantum curve and exceed 2 around 45°; products of local spins stay at 2.",
          turning(),
          {
            x: { field: "angle", title: "angle of the second observer, degrees" },
            y: { field: "value", title: "|CHSH|" },
            series: "what",
            points: false,
          },
        ),
      ],
    };
  },
});

/** The mean values of the fifteen spins, by the classical sum over all 2^15 configurations. */
function classicalMoments(p: Float64Array) {
  const moments = new Float64Array(15);
  let total = 0;
  let smallest = Infinity;
  p.forEach((value, state) => {
    total += value;
    smallest = Math.min(smallest, value);
    for (let bit = 0; bit < 15; bit++) moments[bit] += value * spin(state, bit);
  });
  return { moments, total, smallest };
}

function turning() {
  const singlet = densityFromMoments(rotatedSinglet(0));
  const e = (a: number, b: number) => measurementCorrelation(singlet, directionAt(a), directionAt(b));
  return Array.from({ length: 73 }, (_, i) => 5 * i).flatMap((angle) => [
    {
      angle,
      value: Math.abs(e(0, angle) + e(0, angle - 90) + e(90, angle) - e(90, angle - 90)),
      what: "measurements in sequence",
    },
    { angle, value: 2, what: "bound of complete statistics" },
  ]);
}

/** A direction in the plane of x and z, in degrees from z. */
function directionAt(degrees: number): Vector3 {
  const radians = (degrees * Math.PI) / 180;
  return [sin(radians), 0, cos(radians)];
}
