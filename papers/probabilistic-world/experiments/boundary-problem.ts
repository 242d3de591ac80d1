/** @file The boundary problem: what an Ising chain remembers of its ends, and why probabilities alone have no law. */
import { defineExperiment, z } from "@working-papers/lab";
import {
  chain,
  clockAndIsing,
  denseLink,
  isingBetweenUpEnds,
  isingBulk,
  isingLink,
  jumpMatrix,
  moverJump,
  oscillatorLink,
  rightMovers,
  solveChain,
  spinValues,
  type Solution,
} from "../index.ts";
import { lines } from "@working-papers/lab/charts";
import { apply, distance } from "../matrix.ts";
import { tanh } from "@working-papers/lab/elementary";

const up = Float64Array.of(0, 1);
const open = Float64Array.of(1, 1);
const spins = spinValues(1, 0);

export default defineExperiment({
  id: "boundary-problem",
  version: 2,
  title: "The boundary problem",
  question:
    "What does a chain know of its two ends, and do the probabilities at one time fix those at the next?",
  method:
    "Ising chains with β from 0.1 to 3 and 1 to `steps` links are solved with wave functions from both ends and compared with closed formulas: both ends up, one end open, the bulk in a field, and the damped oscillator of two spins. Then one local distribution, p(up) = 0.65, is met in the middle of two different chains, once with an open future and once with an open past. For unique jumps, probabilities under random boundaries must simply be permuted. Finally a clock and an Ising spin evolve side by side: the spin's part must shrink by tanh β in every step, the clock's part not at all.",
  provider: "javascript",
  varies: "by seed",
  parameters: z.strictObject({
    beta: z
      .number()
      .min(0.05)
      .max(4)
      .meta({ title: "Coupling β", description: "of the figure and of the chain that forgets" }),
    steps: z.int().min(2).max(200).meta({ title: "Links M", description: "longest chain" }),
  }),
  measurements: {
    closedForms: { title: "Largest error of ⟨s(m)⟩ against closed formulas" },
    bulk: { title: "Largest error of the bulk magnetisation in a field" },
    oscillator: { title: "Largest error of the damped oscillator" },
    openFuture: { title: "p(up) one step after 0.65, open future", decimals: 6 },
    openPast: { title: "p(up) one step after 0.65, open past", decimals: 6 },
    noLaw: { title: "Difference of the two", decimals: 6 },
    lawError: { title: "Largest error of both against the formulas" },
    closedLaw: { title: "Largest |p(t+1) − permuted p(t)| for unique jumps" },
    lost: { title: "Largest |lost part(t) / lost part(0) − tanhᵗ β|" },
    kept: { title: "Largest change of the part that is kept" },
  },
  presets: {
    quick: { parameters: { beta: 0.8, steps: 12 }, cost: "less than a second" },
    full: { parameters: { beta: 0.8, steps: 50 }, cost: "about a second" },
  },
  async run({ parameters: { beta, steps }, random, step }) {
    let closedForms = 0;
    let bulk = 0;
    let oscillator = 0;
    for (let tenths = 1; tenths <= 30; tenths++) {
      await step(tenths / 40);
      const b = tenths / 10;
      for (let length = 1; length <= steps; length++) {
        const both = solveChain(chain(Array(length).fill(isingLink(b)), up, up));
        const one = solveChain(chain(Array(length).fill(isingLink(b)), up, open));
        for (let m = 0; m <= length; m++)
          closedForms = Math.max(
            closedForms,
            Math.abs(both.mean(m, spins) - isingBetweenUpEnds(b, m, length)),
            Math.abs(one.mean(m, spins) - tanh(b) ** m),
          );
      }
      // In a field the gap is wide enough for a bulk when e^(−2β) is not tiny against sinh h.
      const field = 0.5;
      const long = solveChain(chain(Array(400).fill(isingLink(b, field)), open, open));
      bulk = Math.max(bulk, Math.abs(long.mean(200, spins) - isingBulk(b, field)));
      oscillator = Math.max(oscillator, oscillatorError(b, steps));
    }
    const law = sameNowDifferentNext();
    const memory = forgetting(beta, steps, random.uniform());
    const permuted = permutedProbabilities(Float64Array.from({ length: 128 }, () => random.uniform() + 0.01));
    const example = solveChain(chain(Array(steps).fill(isingLink(beta)), up, up));
    return {
      measurements: {
        closedForms,
        bulk,
        oscillator,
        openFuture: law.openFuture,
        openPast: law.openPast,
        noLaw: law.openPast - law.openFuture,
        lawError: law.error,
        closedLaw: permuted,
        ...memory,
      },
      figures: [
        lines(
          "ends",
          "What a chain between two ends knows of them",
          "The classical wave function forgets the first end, its conjugate the last; their product is the local distribution.",
          profile(example, beta),
          { x: { field: "m", title: "time" }, y: { field: "value", title: "mean spin" }, series: "from" },
        ),
      ],
    };
  },
});

function oscillatorError(beta: number, steps: number): number {
  const start = Float64Array.of(0, 0, 0, 1);
  const solution = solveChain(
    chain(Array(steps).fill(oscillatorLink(beta)), start, new Float64Array(4).fill(1)),
  );
  // cos(πt/2) + sin(πt/2) at whole t
  const turns = [1, 1, -1, -1];
  let worst = 0;
  for (let t = 0; t <= steps; t++)
    worst = Math.max(worst, Math.abs(solution.mean(t, spinValues(2, 0)) - turns[t % 4] * tanh(beta) ** t));
  return worst;
}

/** Two chains with p(up) = 0.65 at time 0 and different probabilities at time 1, β = 1/2. */
function sameNowDifferentNext() {
  const link = isingLink(0.5);
  const t = tanh(0.5);
  const mean = 0.3;
  const given = Float64Array.of((1 - mean) / 2, (1 + mean) / 2);
  const future = solveChain(chain([link], given, open));
  // The final boundary whose image one step earlier is the given distribution: means shrink by tanh β backward, too.
  const past = solveChain(chain([link], open, Float64Array.of((1 - mean / t) / 2, (1 + mean / t) / 2)));
  const openFuture = future.probabilities(1)[1];
  const openPast = past.probabilities(1)[1];
  const error = Math.max(
    Math.abs(openFuture - (1 + mean * t) / 2),
    Math.abs(openPast - (1 + mean / t) / 2),
    distance(future.probabilities(0), given),
    distance(past.probabilities(0), given),
  );
  return { openFuture, openPast, error };
}

/** Unique jumps as a chain with both boundaries random: the closed law p(t+1)[π(τ)] = p(t)[τ]. */
function permutedProbabilities(ends: Float64Array): number {
  const jump = moverJump(rightMovers, 6);
  const solution = solveChain(
    chain(Array(9).fill(denseLink(jumpMatrix(jump))), ends.slice(0, 64), ends.slice(64)),
  );
  let worst = 0;
  for (let t = 0; t < 9; t++) {
    const now = solution.probabilities(t);
    const next = solution.probabilities(t + 1);
    now.forEach((p, state) => (worst = Math.max(worst, Math.abs(next[jump.image[state]] - p))));
  }
  return worst;
}

/** A clock of three hours beside an Ising spin: eigenvalues of modulus 1, 1, 1, 1 and tanh β. */
function forgetting(beta: number, steps: number, start: number) {
  const s = clockAndIsing(3, beta);
  const first = Float64Array.of(0.1 + start, 0.3, 0.2, 0.05, 0.35 + start);
  let q: Float64Array = first;
  let lost = 0;
  let kept = 0;
  for (let t = 0; t <= steps; t++) {
    lost = Math.max(lost, Math.abs((q[4] - q[3]) / (first[4] - first[3]) - tanh(beta) ** t));
    kept = Math.max(kept, Math.abs(q[4] + q[3] - first[4] - first[3]));
    for (let hour = 0; hour < 3; hour++) kept = Math.max(kept, Math.abs(q[(hour + t) % 3] - first[hour]));
    q = apply(s, q);
  }
  return { lost, kept };
}

function profile(solution: Solution, beta: number) {
  return Array.from({ length: solution.steps + 1 }, (_, m) => [
    { m, value: solution.mean(m, spins), from: "both ends" },
    { m, value: tanh(beta) ** m, from: "first end alone" },
    { m, value: tanh(beta) ** (solution.steps - m), from: "last end alone" },
  ]).flat();
}
