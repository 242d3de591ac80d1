/** @file Taylor, Padé, Chebyshev and minimax approximations of 2^x by number of operations. */
import { defineExperiment, z } from "@working-papers/lab";
import {
  bestRational,
  chebyshev,
  defineTarget,
  digits,
  largestError,
  linesFigure,
  minimax,
  pade,
  PUBLISHED,
  taylor,
  type Baseline,
} from "../index.ts";

export default defineExperiment({
  id: "baselines",
  version: 1,
  title: "Classical approximations of 2^x",
  question:
    "How accurate are the classical approximations at each number of operations, and how far ahead are the printed programs?",
  method:
    "For 2, 4, … 18 operations: Taylor polynomials around 0 and around ½, interpolation at Chebyshev nodes, the Padé approximant with equal degrees, the minimax polynomial and the best minimax rational function over all degrees of that cost, the last two by Remez's algorithm in double-double. The error is the largest relative error on [0, 1], in real arithmetic. A polynomial of degree n costs 2n operations, a quotient of degrees m and n with a monic denominator 2m + 2n.",
  provider: "javascript",
  varies: "never",
  parameters: z.strictObject({
    operations: z.int().min(2).max(18).meta({
      title: "Operations",
      description: "the largest number of operations; at least 10 for the comparison with f10",
    }),
  }),
  measurements: {
    rationalAhead: {
      title: "Numbers of operations from 4 to 18 at which minimax rational functions lead",
      unit: "of 8",
      decimals: 0,
    },
    bestAtTen: { title: "Best classical approximation of 10 operations: digits", decimals: 3 },
    gapAtTen: {
      title: "Digits of f10 beyond the best classical approximation of 10 operations",
      decimals: 3,
    },
    polynomialAtTen: { title: "Minimax polynomial of 10 operations: digits", decimals: 3 },
    aheadAtFour: {
      title: "Digits of f3 (3 operations) beyond the best classical one of 2 operations",
      decimals: 3,
    },
  },
  presets: {
    quick: { parameters: { operations: 10 }, cost: "about a second" },
    full: { parameters: { operations: 18 }, cost: "about two seconds" },
  },
  async run({ parameters: { operations }, step }) {
    const target = defineTarget("exp2(x)");
    const rows: (number | null)[][] = [];
    const values: { operations: number; digits: number; method: string }[] = [];
    let rationalAhead = 0;
    let bestAtTen = 0;
    let polynomialAtTen = 0;
    let bestAtTwo = 0;
    for (let ops = 2; ops <= operations; ops += 2) {
      const n = ops / 2;
      const found: [string, Baseline | undefined][] = [
        ["Taylor at 0", taylor(target, n)],
        ["Taylor at ½", taylor(target, n, 0.5)],
        ["Chebyshev", chebyshev(target, n)],
        ["Padé", n % 2 === 0 ? pade(target, [n / 2, n / 2]) : undefined],
        ["minimax polynomial", minimax(target, [n, 0])],
        ["minimax rational", bestRational(target, ops)],
      ];
      const reached = found.map(([, baseline]) => (baseline ? digits(baseline.error) : null));
      rows.push([ops, ...reached]);
      found.forEach(([method], i) => {
        if (reached[i] !== null) values.push({ operations: ops, digits: reached[i], method });
      });
      const others = Math.max(...reached.slice(0, -1).map((value) => value ?? 0));
      const rational = reached[reached.length - 1] ?? 0;
      if (ops >= 4 && rational > others) rationalAhead++;
      if (ops === 2) bestAtTwo = Math.max(others, rational);
      if (ops === 10) {
        bestAtTen = Math.max(others, rational);
        polynomialAtTen = reached[4] ?? 0;
      }
      await step(ops / operations);
    }
    const printed = Object.entries(PUBLISHED).map(([name, program]) => ({
      operations: Number(name.slice(1)),
      digits: digits(largestError(program, target, 2000)),
      method: "printed in the paper",
    }));
    return {
      measurements: {
        rationalAhead,
        bestAtTen,
        gapAtTen: printed[3].digits - bestAtTen,
        polynomialAtTen,
        aheadAtFour: printed[1].digits - bestAtTwo,
      },
      tables: [
        {
          id: "digits",
          title: "Digits of classical approximations of 2^x on [0, 1]",
          columns: [
            { title: "operations", decimals: 0 },
            { title: "Taylor at 0", decimals: 3 },
            { title: "Taylor at ½", decimals: 3 },
            { title: "Chebyshev", decimals: 3 },
            { title: "Padé", decimals: 3 },
            { title: "minimax polynomial", decimals: 3 },
            { title: "minimax rational", decimals: 3 },
          ],
          rows,
        },
      ],
      figures: [
        linesFigure(
          "fronts",
          "Digits by number of operations",
          "Correct digits of 2^x against the number of operations: minimax rational functions lead the classical approximations, and the printed programs lie above them.",
          [...values, ...printed],
          { x: "operations", y: "digits", by: "method" },
        ),
      ],
    };
  },
});
