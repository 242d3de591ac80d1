/** @file When the real wave function of an automaton is a complex one. */
import { defineExperiment, z, type Random } from "@working-papers/lab";
import {
  complexStructureTest,
  cycleComplexStructure,
  jumpMatrix,
  particleHoleStructure,
  stepWave,
  structureErrors,
  thirringJump,
  thirringSymmetries,
  uniqueJump,
  type UniqueJump,
} from "../index.ts";
import { bars } from "@working-papers/lab/charts";
import {
  add,
  apply,
  distance,
  identity,
  multiply,
  scale,
  symmetricEigenvalues,
  transpose,
  type Matrix,
} from "../matrix.ts";

export default defineExperiment({
  id: "complex-structure",
  version: 2,
  title: "The complex structure",
  question:
    "When is there an i that commutes with an automaton, and does the exchange of particles and holes give it?",
  method:
    "For random permutations with random signs, the parity test (eigenvalues +1 and −1 both of even multiplicity, counted from cycles) is compared with multiplicities counted among the eigenvalues of the dense matrix, and where it passes the structure is built from Fourier modes and tried: I² = −1, S I = I S, and S keeps the hermitian form. For the colliding movers on 2, 3 and 4 sites, I is the exchange of particles and holes as a signed permutation, and I² = −1 and S I = I S are checked state by state, without rounding. Orbits that contain their own conjugates are counted: there an automaton with plus signs only has no such I, and one minus sign per orbit, which no bit probability can see, gives it.",
  provider: "javascript",
  varies: "by seed",
  parameters: z.strictObject({
    permutations: z.int().min(1).max(500).meta({ title: "Random permutations" }),
    largest: z.int().min(4).max(128).meta({ title: "Most states", description: "of a random permutation" }),
    largestRing: z
      .int()
      .min(2)
      .max(5)
      .meta({ title: "Largest ring", description: "sites of the colliding movers" }),
  }),
  measurements: {
    testErrors: { title: "Permutations on which the parity test is wrong", decimals: 0 },
    built: { title: "Structures built from cycles", decimals: 0 },
    squareError: { title: "Largest |I² + 1| of these" },
    commutatorError: { title: "Largest |S I − I S| of these" },
    formError: { title: "Largest change of the hermitian form in a step" },
    holeSquare: { title: "States with I² ≠ −1, particle-hole structure", decimals: 0 },
    holeCommutator: { title: "States with S I ≠ I S, particle-hole structure", decimals: 0 },
    needSign: { title: "States that need a sign, base, 4 sites", decimals: 0 },
    needSignExtended: { title: "States that need a sign, extended, 4 sites", decimals: 0 },
  },
  presets: {
    quick: { parameters: { permutations: 40, largest: 32, largestRing: 3 }, cost: "less than a second" },
    full: { parameters: { permutations: 200, largest: 64, largestRing: 4 }, cost: "about 3 seconds" },
  },
  async run({ parameters: { permutations, largest, largestRing }, random, step }) {
    const worst = { testErrors: 0, built: 0, squareError: 0, commutatorError: 0, formError: 0 };
    for (let k = 0; k < permutations; k++) {
      await step((0.7 * k) / permutations);
      tryPermutation(randomJump(random, random.integer(2, largest)), random, worst);
    }
    const rows: {
      sites: number;
      variant: string;
      selfConjugate: number;
      orbits: number;
      halfFilled: number;
    }[] = [];
    let holeSquare = 0;
    let holeCommutator = 0;
    for (let sites = 2; sites <= Math.max(4, largestRing); sites++)
      for (const variant of ["base", "extended"] as const) {
        const found = particleHoleStructure(
          thirringJump(variant, sites),
          thirringSymmetries(sites).particleHole,
        );
        const errors = structureErrors(found.jump, found.structure);
        holeSquare += errors.square;
        holeCommutator += errors.commutator;
        rows.push({
          sites,
          variant,
          selfConjugate: found.selfConjugate,
          orbits: found.selfConjugateOrbits,
          halfFilled: binomial(4 * sites, 2 * sites),
        });
        await step(0.7 + 0.1 * (sites - 1));
      }
    const need = (variant: string) =>
      rows.find((row) => row.sites === 4 && row.variant === variant)?.selfConjugate ?? 0;
    return {
      measurements: {
        ...worst,
        holeSquare,
        holeCommutator,
        needSign: need("base"),
        needSignExtended: need("extended"),
      },
      tables: [
        {
          id: "self-conjugate",
          title: "Half-filled states on orbits that contain their own conjugates",
          columns: [
            { title: "sites", decimals: 0 },
            { title: "variant" },
            { title: "states that need a sign", decimals: 0 },
            { title: "on so many orbits", decimals: 0 },
            { title: "half-filled states", decimals: 0 },
          ],
          rows: rows.map(({ sites, variant, selfConjugate, orbits, halfFilled }) => [
            sites,
            variant,
            selfConjugate,
            orbits,
            halfFilled,
          ]),
        },
      ],
      figures: [
        bars(
          "need-sign",
          "How rare the states are that need a sign",
          "The share of half-filled states on orbits that contain their own conjugates falls with the size of the ring.",
          rows.map(({ sites, variant, selfConjugate, halfFilled }) => ({
            sites,
            variant,
            share: selfConjugate / halfFilled,
          })),
          {
            x: { field: "sites", title: "sites" },
            y: { field: "share", title: "share of half-filled states" },
            series: "variant",
          },
        ),
      ],
    };
  },
});

function randomJump(random: Random, states: number): UniqueJump {
  const shuffled = random.permutation(states);
  const signed = random.uniform() < 0.5;
  const signs = Array.from({ length: states }, () => (signed && random.uniform() < 0.5 ? -1 : 1) as 1 | -1);
  return uniqueJump(states, (state) => shuffled[state], { sign: (state) => signs[state] });
}

interface Worst {
  testErrors: number;
  built: number;
  squareError: number;
  commutatorError: number;
  formError: number;
}

function tryPermutation(jump: UniqueJump, random: Random, worst: Worst): void {
  const test = complexStructureTest(jump);
  const s = jumpMatrix(jump);
  const cosines = symmetricEigenvalues(scale(add(s, transpose(s)), 0.5));
  const near = (value: number) => cosines.filter((c) => Math.abs(c - value) < 1e-9).length;
  const exists = near(1) % 2 === 0 && near(-1) % 2 === 0;
  if (test.exists !== exists || test.plus !== near(1) || test.minus !== near(-1)) worst.testErrors++;
  if (!test.exists) return;
  const i = cycleComplexStructure(jump);
  worst.built++;
  worst.squareError = Math.max(worst.squareError, distance(multiply(i, i).a, scale(identity(i.n), -1).a));
  worst.commutatorError = Math.max(worst.commutatorError, distance(multiply(s, i).a, multiply(i, s).a));
  const draw = () => Float64Array.from({ length: i.n }, () => random.normal() / Math.sqrt(i.n));
  const [x, y] = [draw(), draw()];
  const before = hermitianForm(i, x, y);
  const after = hermitianForm(i, stepWave(jump, x), stepWave(jump, y));
  worst.formError = Math.max(worst.formError, distance(before, after));
}

/** h(q, q′) = q·q′ + i q·(I q′) */
function hermitianForm(i: Matrix, x: Float64Array, y: Float64Array): [number, number] {
  const turned = apply(i, y);
  let re = 0;
  let im = 0;
  for (let state = 0; state < x.length; state++) {
    re += x[state] * y[state];
    im += x[state] * turned[state];
  }
  return [re, im];
}

function binomial(n: number, k: number): number {
  let value = 1;
  for (let i = 1; i <= k; i++) value = (value * (n - k + i)) / i;
  return Math.round(value);
}
