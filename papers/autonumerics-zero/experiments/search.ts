/** @file From the empty program to the Pareto front of 2^x. */
import { defineExperiment, z } from "@working-papers/lab";
import {
  bestRational,
  CERTIFICATE,
  certify,
  chebyshevGrid,
  cost,
  defineTarget,
  digits,
  evaluatePrecisely,
  finish,
  formula,
  largestError,
  linesFigure,
  minimax,
  polish,
  PUBLISHED,
  readStoredTable,
  search,
  STORED_TABLE,
  storedTable,
  subtractPrecisely,
  type Finding,
  type Polished,
  type SearchState,
  type Target,
} from "../index.ts";

const LARGEST = 11;
const SIZES = Array.from({ length: LARGEST - 1 }, (_, i) => i + 2);
/** Digits of the best programs known to us beforehand: published shapes, their constants levelled for relative error. */
const KNOWN = [1.525, 3.062, 3.664, 5.362, 6.563, 9.249, 11.049, 12.853, 14.659, 16.465];

type Name =
  `digits${2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11}` | "ahead" | "known" | "better" | "forms" | "unproven";

const measurements = {
  ahead: {
    title: "Sizes from 3 to 11 operations that beat all classical approximations of that size",
    unit: "of 9",
    decimals: 0,
  },
  known: {
    title: "Sizes from 2 to 11 at least as good as the best known before",
    unit: "of 10",
    decimals: 0,
  },
  better: {
    title: "Sizes from 2 to 11 more than 0.01 digits better than the best known before",
    unit: "of 10",
    decimals: 0,
  },
  forms: {
    title: "Sizes 3 and 5 at which the best program is the published one, fitted anew, as a function",
    unit: "of 2",
    decimals: 0,
  },
  unproven: { title: "Programs whose error could not be proven", decimals: 0 },
} as Record<Name, { title: string; unit?: string; decimals: number }>;
for (const size of SIZES)
  measurements[`digits${size}` as Name] = { title: `Digits with ${size} operations`, decimals: 3 };

export default defineExperiment({
  id: "search",
  version: 2,
  title: "Evolution of programs for 2^x",
  question:
    "Does evolution from the empty program find programs for 2^x that beat every classical approximation of their size?",
  method:
    "Two islands start from the empty program P(x) = x and use +, −, × and ÷. Each candidate is a mutation of one of the 24 best programs of some size; its constants are fitted to the relative error at 32 points by Levenberg–Marquardt steps and Lawson's weights. Islands exchange their best programs every 4,000 candidates. At the end the constants of the best program of every size are levelled in double-double by Remez's exchange, and the error on [0, 1] is proven by a certificate. The budget counts candidates, not minutes, so that a seed gives the same programs on every machine. Two programs count as the same function when they differ by less than a thousandth of their error: c1/(x + c2) + c3 and c3 − c1/(c2 − x) are one program written twice.",
  provider: "wasm",
  varies: "by seed",
  parameters: z.strictObject({
    candidates: z
      .int()
      .min(1000)
      .max(100_000_000)
      .meta({ title: "Candidates", description: "programs fitted, both islands together" }),
  }),
  measurements,
  presets: {
    quick: { parameters: { candidates: 60_000 }, cost: "about 15 seconds" },
    full: { parameters: { candidates: 600_000 }, cost: "about three minutes" },
  },
  async run({ parameters: { candidates }, seed, step, checkpoint }) {
    const target = defineTarget("exp2(x)");
    const options = { target, maxOperations: LARGEST, seed, islands: 2 };
    const saved = await checkpoint.load<{ search: SearchState; progress: Progress[] }>();
    const found = search(options, saved?.search);
    const progress: Progress[] = saved?.progress ?? [];
    let next = progress.length > 0 ? progress[progress.length - 1].candidates * 1.25 : 2000;
    for (let round = 1; found.fitted < candidates; round++) {
      found.advance(Math.min(250, Math.ceil((candidates - found.fitted) / 2)));
      if (found.fitted >= next || found.fitted >= candidates) {
        for (const { program, error } of found.leaders())
          if (cost(program) >= 2)
            progress.push({ candidates: found.fitted, operations: cost(program), digits: digits(error) });
        next = found.fitted * 1.25;
      }
      await step((0.98 * found.fitted) / candidates, `${found.fitted} candidates`);
      if (round % 100 === 0) await checkpoint.save({ search: found.save(), progress });
    }
    const front: Finding[] = [];
    for (const leader of found.leaders()) {
      if (cost(leader.program) >= 2) front.push(finish(leader, { target, certificate: CERTIFICATE }));
      await step(0.99, "polish and proof");
    }
    const baseline = new Map(SIZES.map((size) => [size, classicalDigits(size)]));
    const reached = (size: number): number =>
      digits(front.find(({ operations }) => operations === size)?.error ?? 1);
    const forms = [PUBLISHED.f3, PUBLISHED.f5].filter((program) =>
      front.some(
        (finding) =>
          finding.operations === cost(program) && sameFunction(finding, polish(program, target), target),
      ),
    );
    return {
      measurements: {
        ...(Object.fromEntries(SIZES.map((size) => [`digits${size}`, reached(size)])) as Record<
          Name,
          number
        >),
        ahead: SIZES.filter((size) => size > 2 && reached(size) > baseline.get(size)!).length,
        known: SIZES.filter((size, i) => reached(size) > KNOWN[i] - 0.001).length,
        better: SIZES.filter((size, i) => reached(size) > KNOWN[i] + 0.01).length,
        forms: forms.length,
        unproven: front.filter(({ certificate }) => !certificate || certificate.bound === Infinity).length,
      },
      tables: [
        {
          id: "front",
          title: "Best programs found, in real arithmetic",
          columns: [
            { title: "operations", decimals: 0 },
            { title: "program" },
            { title: "digits", decimals: 3 },
            { title: "largest relative error" },
            { title: "proven bound" },
            { title: "best classical: digits", decimals: 3 },
            { title: "found after, candidates of its island", decimals: 0 },
          ],
          rows: front.map(({ operations, program, error, certificate, found: after }) => [
            operations,
            formula(program),
            digits(error),
            error,
            certificate?.bound === Infinity ? null : (certificate?.bound ?? null),
            baseline.get(operations) ?? null,
            after,
          ]),
        },
        storedTable(front),
      ],
      figures: [
        linesFigure(
          "pareto",
          "Digits by number of operations",
          "Correct digits of 2^x against the number of operations: programs found by this search, programs printed in the paper, and the best classical approximations.",
          [
            ...front.map(({ operations, error }) => ({
              operations,
              digits: digits(error),
              by: "this search",
            })),
            ...Object.values(PUBLISHED).map((program) => ({
              operations: cost(program),
              digits: digits(largestError(program, target)),
              by: "printed in the paper",
            })),
            ...SIZES.filter((size) => size % 2 === 0).map((size) => ({
              operations: size,
              digits: baseline.get(size)!,
              by: "best classical",
            })),
          ],
          { x: "operations", y: "digits", by: "by" },
        ),
        linesFigure(
          "progress",
          "Digits during the search",
          "Digits of the best program of each size as the search goes on; one line for every number of operations.",
          progress,
          { x: "candidates", y: "digits", by: "operations", logX: true, points: false },
        ),
      ],
    };
  },
  /** Each stored program has the operations it is listed with, and its bound is proven again. */
  recheck({ tables }) {
    const target = defineTarget("exp2(x)");
    const table = tables.find(({ id }) => id === STORED_TABLE);
    if (!table) return `tables: ${STORED_TABLE} is missing`;
    for (const { operations, program, bound } of readStoredTable(table)) {
      if (cost(program) !== operations)
        return `tables.${STORED_TABLE}: a program of ${cost(program)} operations is listed with ${operations}`;
      const proven = certify(program, target, CERTIFICATE).bound;
      if (proven !== bound)
        return `tables.${STORED_TABLE}: for ${operations} operations ${bound} is recorded, but ${proven} is proven`;
    }
    return undefined;
  },
});

// A type, not an interface: rows of a figure must be assignable to JSON.
type Progress = {
  candidates: number;
  operations: number;
  digits: number;
};

/** Whether two approximations differ by less than a thousandth of what they are off. */
function sameFunction(a: Finding, b: Polished, target: Target): boolean {
  return Array.from(chebyshevGrid(target.domain, 101)).every((x) => {
    const [p, q] = [a.program, b.program].map((program) => evaluatePrecisely(program, [x, 0]));
    return Math.abs(subtractPrecisely(p, q)[0]) <= 1e-3 * a.error;
  });
}

/** The best classical approximation of at most this many operations. */
function classicalDigits(size: number): number {
  const target = defineTarget("exp2(x)");
  const even = size - (size % 2);
  return Math.max(
    digits(bestRational(target, even)?.error ?? 1),
    digits(minimax(target, [even / 2, 0])?.error ?? 1),
  );
}
