/** @file The colliding movers, state by state: conservation, symmetries, cycles, a large ring, and coarse graining. */
import { defineExperiment, z, type Random } from "@working-papers/lab";
import {
  bitText,
  blockCounts,
  coarseEvolution,
  COLOUR_1,
  COLOUR_2,
  count,
  cycleHistogram,
  fillRandomly,
  inverseJump,
  lattice,
  LEFT,
  moverTransport,
  order,
  populations,
  RIGHT,
  stepLattice,
  thirring,
  thirringJump,
  thirringSymmetries,
  uniqueJump,
  unstepLattice,
  type ThirringVariant,
  type UniqueJump,
} from "../index.ts";
import { bars } from "@working-papers/lab/charts";

const VARIANTS = ["base", "extended"] as const;

export default defineExperiment({
  id: "colliding-movers",
  version: 2,
  title: "Colliding movers, state by state",
  question:
    "Does the automaton of colliding movers have the conservation laws and symmetries of a Thirring model, and does averaging over cells keep it deterministic?",
  method:
    "All states of rings of 2, 3 and 4 sites are enumerated for both variants. Each statement is tried on every state: numbers of right and left movers, numbers of each colour (base) or their parity (extended), particle-hole exchange, colour exchange, translation, parity (mirror with R↔L), time reversal S⁻¹ = F⁻¹ W S W F with W: R↔L and F the free motion, and that a collision undoes itself. Cycles are counted up to the largest ring asked for. A large random ring runs forward and backward in the bit-parallel engine. For coarse graining, states of 4 sites are labelled by how many of each species stand in each block of two sites; the entropy of the next label given the present one is added up over all states.",
  provider: "javascript",
  varies: "by seed",
  parameters: z.strictObject({
    largestRing: z
      .int()
      .min(4)
      .max(6)
      .meta({ title: "Largest ring of the cycle table", description: "sites; 6 have 2^24 states" }),
    cells: z
      .int()
      .min(32)
      .max(2 ** 24)
      .multipleOf(32)
      .meta({ title: "Cells of the large ring", description: "a multiple of 32" }),
    steps: z.int().min(1).max(1000).meta({ title: "Steps forward, then back" }),
  }),
  measurements: {
    violations: { title: "States that violate a conservation law or symmetry", decimals: 0 },
    tried: { title: "Statements tried on states", decimals: 0 },
    orderBase3: { title: "Order, base, 3 sites", decimals: 0 },
    orderExtended3: { title: "Order, extended, 3 sites", decimals: 0 },
    orderBase4: { title: "Order, base, 4 sites", decimals: 0 },
    orderExtended4: { title: "Order, extended, 4 sites", decimals: 0 },
    notReturned: { title: "Words of the large ring that did not return", decimals: 0 },
    populationChanges: { title: "Steps at which a number of movers changed", decimals: 0 },
    coarseEntropy: { title: "Entropy of the next coarse state", unit: "bits", decimals: 12 },
    coarseStates: { title: "Coarse states", decimals: 0 },
    mostSuccessors: { title: "Most successors of one coarse state", decimals: 0 },
    fineEntropy: { title: "Entropy of the next state before averaging", unit: "bits", decimals: 0 },
  },
  presets: {
    quick: { parameters: { largestRing: 4, cells: 2 ** 15, steps: 20 }, cost: "about a second" },
    full: { parameters: { largestRing: 6, cells: 2 ** 20, steps: 50 }, cost: "about 30 seconds" },
  },
  async run({ parameters: { largestRing, cells, steps }, random, step }) {
    let violations = 0;
    let tried = 0;
    const table: { sites: number; variant: ThirringVariant; violated: Record<string, number> }[] = [];
    for (const sites of [2, 3, 4])
      for (const variant of VARIANTS) {
        const violated = violationsOf(variant, sites);
        table.push({ sites, variant, violated });
        const counts = Object.values(violated);
        violations += counts.reduce((sum, value) => sum + value, 0);
        tried += counts.length * 16 ** sites;
        await step(0.1, `${sites} sites`);
      }
    const orders = new Map<string, bigint>();
    const histograms: [number, string, number, number][] = [];
    for (let sites = 2; sites <= largestRing; sites++)
      for (const variant of VARIANTS) {
        const histogram = cycleHistogram(thirringJump(variant, sites));
        orders.set(`${variant}${sites}`, order(histogram));
        for (const [length, number] of histogram) histograms.push([sites, variant, length, number]);
        await step(0.2 + (0.6 * (sites - 1)) / largestRing, `cycles of ${sites} sites`);
      }
    const large = await forwardAndBack(cells, steps, random, (share) => step(0.8 + 0.15 * share));
    const jump = thirringJump("extended", 4);
    const coarse = coarseEvolution(jump, blockCounts(4));
    return {
      measurements: {
        violations,
        tried,
        orderBase3: Number(orders.get("base3")),
        orderExtended3: Number(orders.get("extended3")),
        orderBase4: Number(orders.get("base4")),
        orderExtended4: Number(orders.get("extended4")),
        ...large,
        coarseEntropy: coarse.entropy,
        coarseStates: coarse.labels,
        mostSuccessors: coarse.mostSuccessors,
        fineEntropy: coarseEvolution(jump, (state) => state).entropy,
      },
      tables: [
        {
          id: "violations",
          title: "States that violate a statement",
          columns: [
            { title: "sites", decimals: 0 },
            { title: "variant" },
            ...Object.keys(table[0].violated).map((title) => ({ title, decimals: 0 })),
          ],
          rows: table.map(({ sites, variant, violated }) =>
            [sites as number | string, variant].concat(Object.values(violated)),
          ),
        },
        {
          id: "orders",
          title: "Steps after which every state has returned",
          columns: [{ title: "sites", decimals: 0 }, { title: "base" }, { title: "extended" }],
          rows: Array.from({ length: largestRing - 1 }, (_, i) => [
            i + 2,
            String(orders.get(`base${i + 2}`)),
            String(orders.get(`extended${i + 2}`)),
          ]),
        },
        {
          id: "cycles",
          title: "Cycles",
          columns: [
            { title: "sites", decimals: 0 },
            { title: "variant" },
            { title: "length", decimals: 0 },
            { title: "cycles", decimals: 0 },
          ],
          rows: histograms,
        },
      ],
      figures: [
        bars(
          "cycles",
          "How many states lie on cycles of each length, 4 sites",
          "Nearly all states of the extended rule return after 4 steps; the base rule has longer cycles.",
          histograms
            .filter(([sites]) => sites === 4)
            .map(([, variant, length, number]) => ({ variant, length, states: length * number })),
          {
            x: { field: "length", title: "length of the cycle" },
            y: { field: "states", title: "states", log: true },
            series: "variant",
          },
        ),
      ],
    };
  },
});

/** For each statement, how many states violate it. */
function violationsOf(variant: ThirringVariant, sites: number): Record<string, number> {
  const jump = thirringJump(variant, sites);
  const symmetries = thirringSymmetries(sites);
  const back = inverseJump(jump);
  const { movers, collide } = thirring(variant);
  const free = uniqueJump(jump.dimension, moverTransport(movers, sites), { show: bitText(4 * sites) });
  const freeBack = inverseJump(free);
  const keeps = (mask: number) => tally(jump, (state, next) => count(next, mask) !== count(state, mask));
  const parityOf = (mask: number) =>
    tally(jump, (state, next) => (count(next, mask) - count(state, mask)) % 2 !== 0);
  const commutes = (symmetry: (state: number) => number) =>
    tally(jump, (state, next) => symmetry(next) !== jump.image[symmetry(state)]);
  const w = symmetries.directions;
  return {
    N_R: keeps(RIGHT),
    N_L: keeps(LEFT),
    colours: variant === "base" ? keeps(COLOUR_1) + keeps(COLOUR_2) : parityOf(COLOUR_1) + parityOf(COLOUR_2),
    "particle-hole": commutes(symmetries.particleHole),
    "colour exchange": commutes(symmetries.colour),
    translation: commutes(symmetries.translation),
    parity: commutes(symmetries.parity),
    "time reversal": tally(
      jump,
      (state) => back.image[state] !== freeBack.image[w(jump.image[w(free.image[state])])],
    ),
    "collision twice": tally(jump, (state) => collide(collide(state & 15)) !== (state & 15)),
  };
}

function tally({ dimension, image }: UniqueJump, wrong: (state: number, next: number) => boolean): number {
  let found = 0;
  for (let state = 0; state < dimension; state++) if (wrong(state, image[state])) found++;
  return found;
}

async function forwardAndBack(
  cells: number,
  steps: number,
  random: Random,
  breathe: (share: number) => Promise<void>,
) {
  const ring = lattice(cells, "extended");
  fillRandomly(ring, random);
  const start = ring.planes.map((plane) => plane.slice());
  const number = () => {
    const [r1, r2, l1, l2] = populations(ring);
    return `${r1 + r2} ${l1 + l2}`;
  };
  const first = number();
  let populationChanges = 0;
  for (let t = 0; t < 2 * steps; t++) {
    if (t < steps) stepLattice(ring);
    else unstepLattice(ring);
    if (number() !== first) populationChanges++;
    await breathe(t / (2 * steps));
  }
  let notReturned = 0;
  ring.planes.forEach((plane, species) =>
    plane.forEach((word, w) => (notReturned += word === start[species][w] ? 0 : 1)),
  );
  return { notReturned, populationChanges };
}
