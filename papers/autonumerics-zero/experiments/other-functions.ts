/** @file The search on Airy's function, a Bessel function, and the error function. */
import { defineExperiment, z } from "@working-papers/lab";
import {
  CERTIFICATE,
  bestRational,
  cost,
  defineTarget,
  digits,
  finish,
  formula,
  linesFigure,
  minimax,
  OPERATORS,
  pade,
  PAPER_ALPHABET,
  search,
  squareRootBaseline,
  storedTable,
  type Baseline,
  type Finding,
  type SearchState,
  type Target,
} from "../index.ts";

type Task = "airy" | "bessel" | "erf";
const TASKS: Record<
  Task,
  { target: Target; maxOperations: number; points: number; sqrt: boolean; share: number }
> = {
  airy: {
    target: defineTarget("airyAi(-7*x)", { error: "absolute" }),
    maxOperations: 19,
    points: 64,
    sqrt: false,
    share: 0.45,
  },
  bessel: {
    target: defineTarget("besselIHalf(x)", { error: "absolute" }),
    maxOperations: 9,
    points: 32,
    sqrt: true,
    share: 0.35,
  },
  erf: {
    target: defineTarget("erf(x)", { domain: [0, 2], error: "absolute" }),
    maxOperations: 16,
    points: 48,
    sqrt: false,
    share: 0.2,
  },
};

export default defineExperiment({
  id: "other-functions",
  version: 1,
  title: "Airy, Bessel and error function",
  question: "Does the search beat the classical approximations of other functions too?",
  method:
    "The fast search as for 2^x, for the absolute error: Ai(−7x) on [0, 1] with up to 19 operations, against the minimax polynomial of degree 10, which costs 20; I½(x) on (0, 1] with square roots allowed, against √x·P(x²) with P the minimax polynomial of degree 3, which costs 9; erf(x) on (0, 2] with up to 16 operations, against Padé approximants around 0 and around 1, polynomials and rational functions. Of the candidates 45 % go to the first, 35 % to the second, 20 % to the third. Errors are of real arithmetic, at extrema of a dense grid in double-double; each program is also certified where the subdivision succeeds.",
  provider: "wasm",
  varies: "by seed",
  parameters: z.strictObject({
    candidates: z
      .int()
      .min(1000)
      .max(100_000_000)
      .meta({ title: "Candidates", description: "programs fitted in all" }),
  }),
  measurements: {
    airy: { title: "Ai(−7x), at most 19 operations: digits", decimals: 2 },
    airyBaseline: { title: "Ai(−7x), minimax polynomial of 20 operations: digits", decimals: 2 },
    airyAhead: { title: "Ai(−7x): digits beyond that polynomial", decimals: 2 },
    bessel: { title: "I½, at most 8 operations with square roots: digits", decimals: 2 },
    besselBaseline: { title: "I½, √x·P(x²) of 9 operations: digits", decimals: 2 },
    besselAhead: { title: "I½: digits beyond √x·P(x²)", decimals: 2 },
    erfLowAhead: { title: "erf, 8 operations: digits beyond the best Padé approximant", decimals: 2 },
    erfHighAhead: { title: "erf, 16 operations: digits beyond the best Padé approximant", decimals: 2 },
    erfLowAheadOfAll: {
      title: "erf, 8 operations: digits beyond the best classical approximation",
      decimals: 2,
    },
    erfHighAheadOfAll: {
      title: "erf, 16 operations: digits beyond the best classical approximation",
      decimals: 2,
    },
  },
  presets: {
    quick: { parameters: { candidates: 6000 }, cost: "about 15 seconds" },
    full: { parameters: { candidates: 300_000 }, cost: "about five minutes" },
  },
  async run({ parameters: { candidates }, seed, step, checkpoint }) {
    const saved =
      (await checkpoint.load<{
        fronts: Partial<Record<Task, Finding[]>>;
        task: Task;
        search: SearchState;
      }>()) ?? null;
    const fronts: Partial<Record<Task, Finding[]>> = saved?.fronts ?? {};
    let before = 0;
    for (const task of Object.keys(TASKS) as Task[]) {
      const { share, sqrt, ...rest } = TASKS[task];
      if (!fronts[task]) {
        const alphabet = sqrt ? [...PAPER_ALPHABET, OPERATORS.sqrt] : PAPER_ALPHABET;
        const options = { ...rest, seed, alphabet, islands: 2 };
        const found = search(options, saved?.task === task ? saved.search : undefined);
        const budget = share * candidates;
        for (let round = 1; found.fitted < budget; round++) {
          found.advance(100);
          await step(0.95 * (before + (share * found.fitted) / budget), task);
          if (round % 200 === 0) await checkpoint.save({ fronts, task, search: found.save() });
        }
        const front: Finding[] = [];
        for (const leader of found.leaders()) {
          if (cost(leader.program) >= 2) front.push(finish(leader, { ...options, certificate: CERTIFICATE }));
          await step(0.95 * (before + share), `${task}: polish and proof`);
        }
        fronts[task] = front;
      }
      before += share;
    }
    const within = (task: Task, operations: number): number =>
      Math.max(
        ...fronts[task]!.filter((finding) => finding.operations <= operations).map(({ error }) =>
          digits(error),
        ),
      );
    const airyBaseline = digits(minimax(TASKS.airy.target, [10, 0])?.error ?? 1);
    const besselBaseline = digits(squareRootBaseline(TASKS.bessel.target, 3));
    const erf = TASKS.erf.target;
    const [padeLow, padeHigh] = [8, 16].map((operations) => bestPade(erf, operations));
    const [allLow, allHigh] = [8, 16].map((operations) =>
      Math.max(
        bestPade(erf, operations),
        digits(minimax(erf, [operations / 2, 0])?.error ?? 1),
        digits(bestRational(erf, operations)?.error ?? 1),
      ),
    );
    const findings = (Object.keys(TASKS) as Task[]).flatMap((task) =>
      fronts[task]!.map((finding) => ({ task, ...finding })),
    );
    return {
      measurements: {
        airy: within("airy", 19),
        airyBaseline,
        airyAhead: within("airy", 19) - airyBaseline,
        bessel: within("bessel", 8),
        besselBaseline,
        besselAhead: within("bessel", 8) - besselBaseline,
        erfLowAhead: within("erf", 8) - padeLow,
        erfHighAhead: within("erf", 16) - padeHigh,
        erfLowAheadOfAll: within("erf", 8) - allLow,
        erfHighAheadOfAll: within("erf", 16) - allHigh,
      },
      tables: [
        {
          id: "fronts",
          title: "Best programs found",
          columns: [
            { title: "function" },
            { title: "operations", decimals: 0 },
            { title: "program" },
            { title: "digits", decimals: 2 },
            { title: "proven bound of the absolute error" },
          ],
          rows: findings.map(({ task, operations, program, error, certificate }) => [
            TASKS[task].target.name,
            operations,
            formula(program),
            digits(error),
            certificate && certificate.bound < Infinity ? certificate.bound : null,
          ]),
        },
        ...(Object.keys(TASKS) as Task[]).map((task) => {
          const table = storedTable(fronts[task]!);
          return {
            ...table,
            id: `${table.id}-${task}`,
            title: `${TASKS[task].target.name}: the same programs, exactly`,
          };
        }),
      ],
      figures: [
        linesFigure(
          "fronts",
          "Digits by number of operations",
          "Digits of the best programs found for Ai(−7x), I½ and erf against the number of operations.",
          findings.map(({ task, operations, error }) => ({
            function: TASKS[task].target.name,
            operations,
            digits: digits(error),
          })),
          { x: "operations", y: "digits", by: "function" },
        ),
      ],
    };
  },
});

/** Digits of the best Padé approximant of a number of operations, over degrees and two centres. */
function bestPade(target: Target, operations: number): number {
  const found: (Baseline | undefined)[] = [];
  for (const centre of [0, 1])
    for (let n = 0; 2 * n <= operations; n++) found.push(pade(target, [operations / 2 - n, n], centre));
  return Math.max(...found.map((baseline) => (baseline && baseline.error > 0 ? digits(baseline.error) : 0)));
}
