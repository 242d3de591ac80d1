/** @file The automaton as exp(−iH) with H made of creation and annihilation operators, and the block's Grassmann action. */
import { defineExperiment, z } from "@working-papers/lab";
import {
  adjoint,
  bitCount,
  blockAction,
  complexDistance,
  complexIdentity,
  complexMatrix,
  cycleHamiltonian,
  evolution,
  exchangeActionClosedForm,
  exchangeOperator,
  freeHamiltonian,
  grassmannProduct,
  moverJump,
  plus,
  rightMovers,
  sameGrassmann,
  scaled,
  sector,
  showGrassmann,
  thirringCollision,
  thirringJump,
  times,
  uniqueJump,
  type ComplexMatrix,
  type Grassmann,
  type UniqueJump,
} from "../index.ts";
import { bars } from "@working-papers/lab/charts";

export default defineExperiment({
  id: "fermions",
  version: 2,
  title: "The automaton as a system of fermions",
  question:
    "Is the step of the automaton the exponential of a Hamiltonian of fermions, and what is the fermionic action of a collision?",
  method:
    "Free right movers: in every sector of fixed particle number, H = Σ k a†a is built from Jordan–Wigner operators, exponentiated by its power series, and compared element by element with the permutation of bit configurations. Collision: V = a†a a†a + h.c. is built on the four modes of a site, and exp(−iπ(V − V²)/2) compared with the table of the base rule. Whole step: the Hamiltonian of the sector with one right and one left mover is built from its cycles and exponentiated. Action: the logarithm of the block's local factor is taken in exact rational Grassmann algebra and compared with the closed form, term by term. A block that changes the parity of the particle number must be refused.",
  provider: "javascript",
  varies: "never",
  parameters: z.strictObject({
    sites: z.int().min(2).max(10).meta({
      title: "Largest ring",
      description: "of free movers, in all sectors; 8 sites have up to 70 states",
    }),
    collisionSites: z
      .int()
      .min(2)
      .max(7)
      .meta({ title: "Ring of the whole step", description: "4 X² states with one R and one L" }),
  }),
  measurements: {
    free: { title: "Largest |exp(−iΣ k a†a) − step|, all sectors" },
    collision: { title: "Largest |exp(−iπ(V − V²)/2) − collision|" },
    whole: { title: "Largest |exp(−iH) − step|, one R and one L" },
    hermitian: { title: "Largest |H − H†| of the whole step" },
    monomials: { title: "Monomials of the action of the exchange block", decimals: 0 },
    actionDifferences: { title: "Monomials that differ from the closed form", decimals: 0 },
    cube: { title: "Monomials of the interaction cubed", decimals: 0 },
    extendedMonomials: { title: "Monomials of the action of the extended block", decimals: 0 },
    refused: { title: "Blocks refused of 16 that change one pattern's parity", decimals: 0 },
  },
  presets: {
    quick: { parameters: { sites: 5, collisionSites: 2 }, cost: "less than a second" },
    full: { parameters: { sites: 8, collisionSites: 5 }, cost: "about 10 seconds" },
  },
  async run({ parameters: { sites, collisionSites }, step }) {
    let free = 0;
    const rows: { sites: number; particles: number; states: number; error: number }[] = [];
    for (let ring = 2; ring <= sites; ring++)
      for (let particles = 1; particles < ring; particles++) {
        const states = sector(ring, particles);
        const built = evolution(freeHamiltonian(ring, particles));
        const error = complexDistance(built, sectorStep(moverJump(rightMovers, ring), states));
        rows.push({ sites: ring, particles, states: states.length, error });
        free = Math.max(free, error);
        await step((0.6 * ring) / sites, `${ring} sites, ${particles} particles`);
      }
    const whole = wholeStep(collisionSites);
    await step(0.9, "action");
    const base = blockAction(4, thirringCollision("base"));
    const extended = blockAction(4, thirringCollision("extended"));
    const closed = exchangeActionClosedForm();
    const cube = grassmannProduct(
      closed.interaction,
      grassmannProduct(closed.interaction, closed.interaction),
    );
    return {
      measurements: {
        free,
        collision: collisionError(),
        ...whole,
        monomials: base.size,
        actionDifferences: differences(base, closed.action),
        cube: cube.size,
        extendedMonomials: extended.size,
        refused: refusedBlocks(),
      },
      tables: [
        {
          id: "sectors",
          title: "Free movers: exp(−iH) against the permutation, sector by sector",
          columns: [
            { title: "sites", decimals: 0 },
            { title: "particles", decimals: 0 },
            { title: "states", decimals: 0 },
            { title: "largest difference" },
          ],
          rows: rows.map((row) => [row.sites, row.particles, row.states, row.error]),
        },
        {
          id: "action",
          title: "The action L of one collision, K = exp(−L)",
          columns: [{ title: "block" }, { title: "L" }],
          rows: [
            ["base", showGrassmann(base, 4)],
            ["extended", showGrassmann(extended, 4)],
          ],
        },
      ],
      figures: [
        bars(
          "orders",
          "The action of one collision, by number of Grassmann factors",
          "Both blocks transport with four monomials of two factors; the extended block needs more terms for the interaction.",
          [2, 4, 6, 8].flatMap((factors) =>
            [
              { block: "base", action: base },
              { block: "extended", action: extended },
            ].map(({ block, action }) => ({
              block,
              factors,
              monomials: [...action.keys()].filter((mask) => bitCount(mask) === factors).length,
            })),
          ),
          {
            x: { field: "factors", title: "Grassmann factors" },
            y: { field: "monomials", title: "monomials" },
            series: "block",
          },
        ),
      ],
    };
  },
});

/** The part of an automaton's step within a set of states that it maps to itself. */
function sectorStep({ image }: UniqueJump, states: number[]): ComplexMatrix {
  const index = new Map(states.map((state, i) => [state, i]));
  return complexMatrix(states.length, (row, column) => [index.get(image[states[column]]) === row ? 1 : 0, 0]);
}

/** 1 − V² + V = exp(−i (π/2)(V − V²)), against the table of the base collision. */
function collisionError(): number {
  const v = exchangeOperator();
  const squared = times(v, v);
  const exponential = evolution(scaled(plus(v, squared, -1), Math.PI / 2));
  const collide = thirringCollision("base");
  const table = complexMatrix(16, (row, column) => [collide(column) === row ? 1 : 0, 0]);
  const polynomial = plus(plus(complexIdentity(16), squared, -1), v);
  return Math.max(complexDistance(exponential, table), complexDistance(polynomial, table));
}

/** The sector with one right and one left mover: its own Hamiltonian from cycles. */
function wholeStep(sites: number): { whole: number; hermitian: number } {
  const ring = oneRightOneLeft(sites);
  const h = cycleHamiltonian(ring);
  return {
    whole: complexDistance(
      evolution(h),
      sectorStep(
        ring,
        Array.from({ length: ring.dimension }, (_, state) => state),
      ),
    ),
    hermitian: complexDistance(h, adjoint(h)),
  };
}

/** The base rule on states with one R and one L; taken from the full automaton where that is small enough to enumerate. */
function oneRightOneLeft(sites: number): UniqueJump {
  const full = sites <= 5 ? thirringJump("base", sites) : undefined;
  const states: number[] = [];
  for (let x = 0; x < sites; x++)
    for (let y = 0; y < sites; y++)
      for (const r of [1, 2]) for (const l of [4, 8]) states.push(site(x, r) + site(y, l));
  const index = new Map(states.map((state, i) => [state, i]));
  const collide = thirringCollision("base");
  return uniqueJump(states.length, (i) => {
    if (full) return index.get(full.image[states[i]]) ?? -1;
    const [x, y] = [Math.floor(i / (4 * sites)), Math.floor(i / 4) % sites];
    const pattern = [1, 2][(i >> 1) & 1] | [4, 8][i & 1];
    const [x1, y1] = [(x + 1) % sites, (y + sites - 1) % sites];
    const next = x1 === y1 ? collide(pattern) : pattern;
    return index.get(site(x1, next & 3) + site(y1, next & 12)) ?? -1;
  });
}

/** The state with this pattern at site x and nothing elsewhere. */
function site(x: number, pattern: number): number {
  return pattern * 16 ** x;
}

function differences(x: Grassmann, y: Grassmann): number {
  if (sameGrassmann(x, y)) return 0;
  const masks = new Set([...x.keys(), ...y.keys()]);
  return [...masks].filter((mask) => {
    const [a, b] = [x.get(mask), y.get(mask)];
    return !a || !b || a.n !== b.n || a.d !== b.d;
  }).length;
}

/** Blocks that swap one pattern with its neighbour of other parity: each must be refused. */
function refusedBlocks(): number {
  let refused = 0;
  for (let pattern = 0; pattern < 16; pattern++) {
    const other = pattern ^ 1;
    try {
      blockAction(4, (v) => (v === pattern ? other : v === other ? pattern : v));
    } catch (error) {
      if (error instanceof RangeError && error.message.includes("even or odd")) refused++;
    }
  }
  return refused;
}
