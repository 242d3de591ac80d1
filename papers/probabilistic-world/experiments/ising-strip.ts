/** @file Strips of the two-dimensional Ising model as chains: Kaufman's eigenvalues, Onsager's free energy, π/12. */
import { defineExperiment, z } from "@working-papers/lab";
import {
  chainTorus,
  CRITICAL_COUPLING,
  enumeratedTorus,
  isingRowLink,
  kaufmanFreeEnergy,
  kaufmanTorus,
  ONSAGER_CRITICAL,
  rayleighEigenvalue,
} from "../index.ts";
import { lines } from "@working-papers/lab/charts";
import { matrix, solve } from "../matrix.ts";
import { log } from "@working-papers/lab/elementary";

export default defineExperiment({
  id: "ising-strip",
  version: 2,
  title: "The two-dimensional Ising model, row after row",
  question: "Does a chain of rows have the known free energy of the two-dimensional Ising model?",
  method:
    "A row of n spins on a ring is the state at one time. The largest eigenvalue of the step from row to row is found by iteration with factored matrices and compared with Kaufman's closed form for K = 0.3, the critical coupling, and 0.5. A torus of 4 × 4 spins at K = 0.35 is added up in three ways: all 65,536 configurations, the trace of T⁴, Kaufman's formula. At the critical coupling the limit of wide strips is extrapolated from the strips alone (a polynomial in 1/n² through the four widest) and compared with Onsager's value; n²(fₙ − f∞) must tend to π/12.",
  provider: "javascript",
  varies: "never",
  parameters: z.strictObject({
    widest: z.int().min(10).max(20).multipleOf(2).meta({
      title: "Widest strip",
      description: "spins in a row; strips of 4, 6, … up to this are solved",
    }),
  }),
  measurements: {
    kaufman: { title: "Largest relative error of ln λ against Kaufman" },
    torus: { title: "Largest relative difference of three ways to Z of the 4 × 4 torus" },
    torusValue: { title: "Z of the 4 × 4 torus at K = 0.35", decimals: 8 },
    onsager: { title: "ln Z per spin at criticality, extrapolated", decimals: 12 },
    slope12: { title: "n²(fₙ − f∞) at n = 12, or the widest below", decimals: 5 },
  },
  presets: {
    quick: { parameters: { widest: 10 }, cost: "less than a second" },
    full: { parameters: { widest: 16 }, cost: "about 10 seconds" },
  },
  async run({ parameters: { widest }, step }) {
    const widths = Array.from({ length: (widest - 2) / 2 }, (_, i) => 4 + 2 * i);
    const rows: { n: number; coupling: number; found: number; exact: number }[] = [];
    const work = widths.reduce((sum, n) => sum + 3 * n * 2 ** n, 0);
    let done = 0;
    for (const coupling of [0.3, CRITICAL_COUPLING, 0.5])
      for (const n of widths) {
        const value = await rayleighEigenvalue(isingRowLink(n, coupling), () =>
          step(done / work, `${n} spins`),
        );
        rows.push({ n, coupling, found: log(value) / n, exact: kaufmanFreeEnergy(n, coupling) });
        done += n * 2 ** n;
      }
    const torus = [enumeratedTorus(4, 4, 0.35), chainTorus(4, 4, 0.35), kaufmanTorus(4, 4, 0.35)];
    const critical = rows.filter(({ coupling }) => coupling === CRITICAL_COUPLING);
    const near = Math.min(12, widest);
    return {
      measurements: {
        kaufman: Math.max(...rows.map(({ found, exact }) => Math.abs(found / exact - 1))),
        torus: Math.max(...torus.map((z1) => Math.abs(z1 / torus[0] - 1))),
        torusValue: torus[1],
        onsager: extrapolate(critical.slice(-4).map(({ n, found }) => [n, found])),
        slope12: slope(near, critical.find(({ n }) => n === near)?.found ?? 0),
      },
      tables: [
        {
          id: "strips",
          title: "ln λ per spin of strips, iterated and in closed form",
          columns: [
            { title: "n", decimals: 0 },
            { title: "K", decimals: 6 },
            { title: "iterated", decimals: 14 },
            { title: "Kaufman", decimals: 14 },
          ],
          rows: rows.map(({ n, coupling, found, exact }) => [n, coupling, found, exact]),
        },
      ],
      figures: [
        lines(
          "finite-size",
          "Finite-size free energy at the critical point",
          "n²(fₙ − f∞) falls towards π/12 = 0.2618: the central charge of the model is 1/2.",
          critical.flatMap(({ n, found }) => [
            { n, value: slope(n, found), what: "strips" },
            { n, value: Math.PI / 12, what: "π/12" },
          ]),
          {
            x: { field: "n", title: "width n" },
            y: { field: "value", title: "n²(fₙ − f∞)" },
            series: "what",
          },
        ),
      ],
    };
  },
});

/** The finite-size term of ln Z per spin at the critical coupling, times n²; π c/6 = π/12 for central charge 1/2. */
function slope(n: number, f: number): number {
  return n * n * (f - ONSAGER_CRITICAL);
}

/** The constant of a polynomial in 1/n² through the given points. */
function extrapolate(points: [number, number][]): number {
  const n = points.length;
  const left = matrix(n, (row, power) => points[row][0] ** (-2 * power));
  return solve(
    left,
    matrix(n, (row, column) => (column === 0 ? points[row][1] : 0)),
  ).a[0];
}
