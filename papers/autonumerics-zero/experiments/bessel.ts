/** @file The search for I½ alone, with a budget of its own. */
import { defineExperiment, z } from "@working-papers/lab";
import {
  CERTIFICATE,
  cost,
  defineTarget,
  digits,
  finish,
  formula,
  OPERATORS,
  PAPER_ALPHABET,
  search,
  squareRootBaseline,
  storedTable,
  type Finding,
  type SearchState,
} from "../index.ts";

export default defineExperiment({
  id: "bessel",
  version: 1,
  title: "The Bessel function I½ with square roots",
  question: "Does a program of eight operations beat √x·P(x²), which costs nine?",
  method:
    "The search of `other-functions` for I½(x) on (0, 1], absolute error, square roots allowed, with a budget of its own: there 105,000 candidates were not enough to decide. Two islands, programs of up to 8 operations; the constants of the best of every size are levelled and their errors certified where the subdivision succeeds. The baseline is √x·P(x²) with P the minimax polynomial of degree 3.",
  provider: "wasm",
  varies: "by seed",
  parameters: z.strictObject({
    candidates: z
      .int()
      .min(1000)
      .max(100_000_000)
      .meta({ title: "Candidates", description: "programs fitted, both islands together" }),
  }),
  measurements: {
    digits: { title: "At most 8 operations: digits", decimals: 3 },
    baseline: { title: "√x·P(x²) of 9 operations: digits", decimals: 3 },
    ahead: { title: "Digits beyond √x·P(x²)", decimals: 3 },
  },
  presets: {
    quick: { parameters: { candidates: 20_000 }, cost: "about 10 seconds" },
    full: { parameters: { candidates: 600_000 }, cost: "about two minutes" },
  },
  async run({ parameters: { candidates }, seed, step, checkpoint }) {
    const target = defineTarget("besselIHalf(x)", { error: "absolute" });
    const alphabet = [...PAPER_ALPHABET, OPERATORS.sqrt];
    const found = search(
      { target, maxOperations: 8, seed, alphabet, islands: 2 },
      await checkpoint.load<SearchState>(),
    );
    for (let round = 1; found.fitted < candidates; round++) {
      found.advance(250);
      await step((0.97 * found.fitted) / candidates, `${found.fitted} candidates`);
      if (round % 200 === 0) await checkpoint.save(found.save());
    }
    const front: Finding[] = [];
    for (const leader of found.leaders()) {
      if (cost(leader.program) >= 2) front.push(finish(leader, { target, certificate: CERTIFICATE }));
      await step(0.98, "polish and proof");
    }
    const best = Math.max(...front.map(({ error }) => digits(error)));
    const baseline = digits(squareRootBaseline(target, 3));
    return {
      measurements: { digits: best, baseline, ahead: best - baseline },
      tables: [
        {
          id: "front",
          title: "Best programs found",
          columns: [
            { title: "operations", decimals: 0 },
            { title: "program" },
            { title: "digits", decimals: 3 },
            { title: "proven bound of the absolute error" },
          ],
          rows: front.map(({ operations, program, error, certificate }) => [
            operations,
            formula(program),
            digits(error),
            certificate && certificate.bound < Infinity ? certificate.bound : null,
          ]),
        },
        storedTable(front),
      ],
    };
  },
});
