/** @file Subsystems by partial traces, and the entanglement of two movers that meet. */
import { defineExperiment, z } from "@working-papers/lab";
import {
  marginal,
  purity,
  purityAfter,
  reducedDensity,
  rightPurity,
  stepTwoMovers,
  twoMovers,
  type ThirringVariant,
} from "../index.ts";
import { lines } from "@working-papers/lab/charts";
import { distance, trace } from "../matrix.ts";

const COLLISIONS = [
  {
    name: "extended, colour 1 on colour 1",
    variant: "extended",
    right: [1, 0],
    left: [1, 0],
    after: purityAfter.extendedSameColour,
  },
  {
    name: "base, mixed colours on colour 1",
    variant: "base",
    right: [1, 1],
    left: [1, 0],
    after: purityAfter.baseMixedColour,
  },
  {
    name: "extended, mixed colours on mixed colours",
    variant: "extended",
    right: [1, 1],
    left: [1, 1],
    after: 1,
  },
  { name: "base, mixed colours on mixed colours", variant: "base", right: [1, 1], left: [1, 1], after: 1 },
] as const;

export default defineExperiment({
  id: "partial-trace",
  version: 2,
  title: "Subsystems, and entanglement by collision",
  question:
    "Is the diagonal of a partial trace the classical marginal, and do colliding packets become entangled?",
  method:
    "Random real wave functions of several bits are traced over every possible subset of bits; the diagonal is compared with the marginal of p = q², and the purities of the two parts with each other (equal for a pure state). Then a Gaussian packet of right movers meets one of left movers, as a product state; the purity of the right mover is followed through the meeting. Smooth packets have a limit: movers at an odd distance pass without standing on one site, so that half of the state collides; by hand the purity must become 1/4 for the extended rule with equal colours, 9/16 for the base rule with a mixed colour on a pure one, and stay 1 for symmetric colours.",
  provider: "javascript",
  varies: "by seed",
  parameters: z.strictObject({
    bits: z.int().min(2).max(10).meta({ title: "Bits of the random states" }),
    sites: z.int().min(8).max(128).multipleOf(4).meta({ title: "Sites of the ring" }),
    width: z.number().min(0.5).max(16).meta({ title: "Width of the packets", description: "in sites" }),
  }),
  measurements: {
    marginal: { title: "Largest |diagonal of ρ_S − marginal|" },
    trace: { title: "Largest |tr ρ_S − 1|" },
    schmidt: { title: "Largest difference of the purities of the two parts" },
    before: { title: "Largest |purity − 1| before the meeting" },
    extended: { title: "Purity after, extended, equal colours", decimals: 8 },
    base: { title: "Purity after, base, mixed on pure", decimals: 8 },
    symmetric: { title: "Largest |purity − 1| after, symmetric colours" },
  },
  presets: {
    quick: { parameters: { bits: 6, sites: 32, width: 2 }, cost: "less than a second" },
    full: { parameters: { bits: 10, sites: 64, width: 3 }, cost: "about 5 seconds" },
  },
  async run({ parameters: { bits, sites, width }, random, step }) {
    const worst = { marginal: 0, trace: 0, schmidt: 0 };
    const draw = Float64Array.from({ length: 2 ** bits }, () => random.normal());
    const norm = Math.sqrt(draw.reduce((sum, value) => sum + value * value, 0));
    const q = draw.map((value) => value / norm);
    const p = q.map((value) => value * value);
    for (let mask = 1; mask < 2 ** bits - 1; mask++) {
      const keep = Array.from({ length: bits }, (_, bit) => bit).filter((bit) => (mask >> bit) & 1);
      const rest = Array.from({ length: bits }, (_, bit) => bit).filter((bit) => !((mask >> bit) & 1));
      if (keep.length > 5) continue;
      const rho = reducedDensity(q, bits, keep);
      const diagonal = Float64Array.from({ length: rho.n }, (_, i) => rho.a[i * rho.n + i]);
      worst.marginal = Math.max(worst.marginal, distance(diagonal, marginal(p, keep)));
      worst.trace = Math.max(worst.trace, Math.abs(trace(rho) - 1));
      if (rest.length <= 5)
        worst.schmidt = Math.max(
          worst.schmidt,
          Math.abs(purity(rho) - purity(reducedDensity(q, bits, rest))),
        );
      await step((0.3 * mask) / 2 ** bits);
    }
    const runs: { name: string; after: number; purities: number[] }[] = [];
    for (const [k, collision] of COLLISIONS.entries()) {
      runs.push({ name: collision.name, after: collision.after, purities: follow(collision, sites, width) });
      await step(0.3 + 0.17 * (k + 1), collision.name);
    }
    const final = (index: number) => runs[index].purities[runs[index].purities.length - 1];
    return {
      measurements: {
        ...worst,
        before: Math.max(...runs.map(({ purities }) => Math.abs(purities[0] - 1))),
        extended: final(0),
        base: final(1),
        symmetric: Math.max(Math.abs(final(2) - 1), Math.abs(final(3) - 1)),
      },
      tables: [
        {
          id: "purity",
          title: "Purity of the right mover",
          columns: [
            { title: "collision" },
            { title: "before", decimals: 8 },
            { title: "after", decimals: 8 },
            { title: "limit by hand", decimals: 8 },
          ],
          rows: runs.map(({ name, purities, after }, k) => [name, purities[0], final(k), after]),
        },
      ],
      figures: [
        lines(
          "purity",
          "Two packets meet",
          "The purity of the right mover falls while the packets pass through each other, unless the colours are symmetric.",
          runs.flatMap(({ name, purities }) =>
            purities.map((value, t) => ({ t, purity: value, collision: name })),
          ),
          {
            x: { field: "t", title: "time" },
            y: { field: "purity", title: "tr ρ_R²" },
            series: "collision",
            points: false,
          },
        ),
      ],
    };
  },
});

interface Collision {
  variant: ThirringVariant;
  right: readonly [number, number];
  left: readonly [number, number];
}

/** Packets a half ring apart, through their meeting and out again: they meet after a quarter of the ring. */
function follow({ variant, right, left }: Collision, sites: number, width: number): number[] {
  let pair = twoMovers(
    sites,
    variant,
    { centre: sites / 4, width, colour: right },
    { centre: (3 * sites) / 4, width, colour: left },
  );
  const purities = [rightPurity(pair)];
  for (let t = 1; t <= sites / 2; t++) {
    pair = stepTwoMovers(pair);
    purities.push(rightPurity(pair));
  }
  return purities;
}
