/** @file A qubit with any Hamiltonian from one classical spin per direction. */
import { defineExperiment, z } from "@working-papers/lab";
import {
  adjoint,
  densityFromBloch,
  evolution,
  fibonacciSphere,
  hiddenDistribution,
  meanProduct,
  meanSpin,
  rotatePoints,
  scaled,
  spinAlong,
  times,
  traceOfProduct,
  type Vector3,
} from "../index.ts";
import { lines } from "@working-papers/lab/charts";
import { randomDirection } from "../random-states.ts";
import { log } from "@working-papers/lab/elementary";

export default defineExperiment({
  id: "continuous-qubit",
  version: 2,
  title: "A qubit from a spin for every direction",
  question: "Do classical spins on a sphere follow a qubit under any Hamiltonian?",
  method:
    "Points on the sphere carry the distribution max(0, n·λ)/π; every spin is the sign of e·λ. Mean values are added up over the points for random pairs of n and e and compared with n·e, on grids of growing size. Then a random Hamiltonian turns the points while p stays with them, and the mean spins are compared at several times with tr(U ρ U† σ·e), where U is the exponential of the 2 × 2 Hamiltonian. A finite number of points leaves a quadrature error; that it falls with the number of points is the statement. The product of two spins is added up as well, to show that it is not the quantum correlation.",
  provider: "javascript",
  varies: "by seed",
  parameters: z.strictObject({
    points: z.int().min(1000).max(1_000_000).meta({
      title: "Points",
      description: "of the largest grid; three grids are used, each a tenth of the next",
    }),
    directions: z.int().min(1).max(1000).meta({ title: "Random pairs of directions" }),
    times: z
      .int()
      .min(1)
      .max(100)
      .meta({ title: "Times", description: "at which the turning qubit is looked at" }),
  }),
  measurements: {
    staticError: { title: "Largest error of ⟨s(e)⟩ on the largest grid" },
    staticScaled: { title: "Largest error times points^0.75, all grids", decimals: 2 },
    order: { title: "Order of convergence between the smallest and the largest grid", decimals: 3 },
    turningError: { title: "Largest error while turning, on the largest grid" },
    turningScaled: { title: "The same times points^0.75", decimals: 2 },
    product: { title: "⟨s(e) s(e′)⟩ of spins 45° apart", decimals: 4 },
    quantumProduct: { title: "e·e′ of the quantum operators", decimals: 4 },
  },
  presets: {
    quick: { parameters: { points: 10_000, directions: 20, times: 5 }, cost: "less than a second" },
    full: { parameters: { points: 100_000, directions: 100, times: 20 }, cost: "about 5 seconds" },
  },
  async run({ parameters: { points, directions, times: count }, random, step }) {
    const pairs = Array.from(
      { length: directions },
      () => [randomDirection(random), randomDirection(random)] as const,
    );
    const grids = [];
    for (const size of [Math.round(points / 100), Math.round(points / 10), points]) {
      const sphere = fibonacciSphere(size);
      let error = 0;
      for (const [n, e] of pairs) {
        const mean = meanSpin(sphere, hiddenDistribution(sphere, n), e);
        error = Math.max(error, Math.abs(mean - dot(n, e)));
        await step((0.5 * size) / points);
      }
      grids.push({ points: size, error });
    }
    const sphere = fibonacciSphere(points);
    const [n, axis] = [randomDirection(random), randomDirection(random)];
    const p = hiddenDistribution(sphere, n);
    const rho = densityFromBloch(n);
    const observables: Record<string, Vector3> = { x: [1, 0, 0], y: [0, 1, 0], z: [0, 0, 1] };
    const film: { t: number; value: number; spin: string }[] = [];
    let turningError = 0;
    for (let k = 0; k <= count; k++) {
      const t = (2 * Math.PI * k) / count;
      const turned = rotatePoints(sphere, axis, t);
      // H = a·σ/2 turns the Bloch vector about the axis a by the angle t.
      const u = evolution(scaled(spinAlong(axis), t / 2));
      const after = times(times(u, rho), adjoint(u));
      for (const [name, e] of Object.entries(observables)) {
        const classical = meanSpin(turned, p, e);
        const quantum = traceOfProduct(after, spinAlong(e));
        turningError = Math.max(turningError, Math.abs(classical - quantum));
        film.push(
          { t, value: classical, spin: `${name}, classical sum` },
          { t, value: quantum, spin: `${name}, quantum trace` },
        );
      }
      await step(0.5 + (0.5 * k) / count);
    }
    const up: Vector3 = [0, 0, 1];
    const tilted: Vector3 = [Math.SQRT1_2, 0, Math.SQRT1_2];
    const sideways = hiddenDistribution(sphere, [0, 1, 0]);
    const last = grids[grids.length - 1];
    return {
      measurements: {
        staticError: last.error,
        staticScaled: Math.max(...grids.map((grid) => grid.error * threeQuarters(grid.points))),
        order: log(grids[0].error / last.error) / log(last.points / grids[0].points),
        turningError,
        turningScaled: turningError * threeQuarters(points),
        product: meanProduct(sphere, sideways, up, tilted),
        quantumProduct: dot(up, tilted),
      },
      tables: [
        {
          id: "grids",
          title: "Error of ⟨s(e)⟩ by number of points",
          columns: [
            { title: "points", decimals: 0 },
            { title: "largest error" },
            { title: "times points^0.75", decimals: 2 },
          ],
          rows: grids.map((grid) => [grid.points, grid.error, grid.error * threeQuarters(grid.points)]),
        },
      ],
      figures: [
        lines(
          "turning",
          "A qubit under a random Hamiltonian, by both rules",
          "The mean values of three classical spins, added up over points that turn, lie on the quantum curves.",
          film,
          {
            x: { field: "t", title: "time, in units of 1/ω" },
            y: { field: "value", title: "mean spin" },
            series: "spin",
            points: false,
          },
        ),
      ],
    };
  },
});

function dot(a: Vector3, b: Vector3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/** n^{3/4} by square roots, which are exact operations. */
function threeQuarters(n: number): number {
  const root = Math.sqrt(n);
  return root * Math.sqrt(root);
}
