/** @file The paper's mode with one part taken out at a time. */
import { defineExperiment, z } from "@working-papers/lab";
import { defineTarget, digits, evolution, linesFigure, type EvolutionOptions } from "../index.ts";

const LARGEST = 8;
const VARIANTS = ["whole", "selection", "training", "programs"] as const;
type Variant = (typeof VARIANTS)[number];
const NAMES: Record<Variant, string> = {
  whole: "the whole method",
  selection: "no selection",
  training: "no training of constants",
  programs: "random programs",
};
const CHANGES: Record<Variant, Partial<EvolutionOptions>> = {
  whole: {},
  selection: { selection: "random" },
  training: { training: "none" },
  programs: { programs: "random" },
};

export default defineExperiment({
  id: "ablation",
  version: 2,
  title: "Evolution without one of its parts",
  question:
    "Is the search clearly worse without selection, without training of constants, or with random programs?",
  method:
    "The paper's mode at a small scale: NSGA-II on error and operations, the paper's mutations with half of the children clones, constants drawn anew and trained by CMA-ES on 32 points for the relative error of 2^x. Four variants evaluate the same number of programs from the same seed: whole; survivors drawn blindly; constants left as drawn; every program drawn anew by random insertions. The score is the mean, over 1 to 8 operations, of the digits of the best program seen with at most so many operations; without training an evaluation is much cheaper, and no credit is given for that.",
  provider: "wasm",
  varies: "by seed",
  parameters: z.strictObject({
    programs: z
      .int()
      .min(100)
      .max(1_000_000)
      .meta({ title: "Programs", description: "programs evaluated per variant" }),
    generations: z
      .int()
      .min(10)
      .max(10_000)
      .meta({ title: "Generations", description: "generations of CMA-ES at most; the paper allows 10,000" }),
    population: z
      .int()
      .min(4)
      .max(128)
      .meta({ title: "Population", description: "individuals of CMA-ES; the paper uses 128" }),
  }),
  measurements: {
    whole: { title: "Mean digits, the whole method", decimals: 3 },
    withoutSelection: { title: "Digits lost without selection", decimals: 3 },
    withoutTraining: { title: "Digits lost without training", decimals: 3 },
    withRandomPrograms: { title: "Digits lost with random programs", decimals: 3 },
    fiveUntrained: { title: "Digits with at most 5 operations, without training", decimals: 3 },
  },
  presets: {
    quick: { parameters: { programs: 300, generations: 60, population: 12 }, cost: "about 20 seconds" },
    full: { parameters: { programs: 20_000, generations: 150, population: 16 }, cost: "about three minutes" },
  },
  async run({ parameters: { programs, generations, population }, seed, step }) {
    const target = defineTarget("exp2(x)");
    const scores: Record<string, number> = {};
    const rows: (string | number)[][] = [];
    const values: { operations: number; digits: number; variant: string }[] = [];
    let fiveUntrained = 0;
    for (const [index, variant] of VARIANTS.entries()) {
      const run = evolution({
        target,
        maxOperations: LARGEST,
        seed,
        survivors: 24,
        generations,
        population,
        ...CHANGES[variant],
      });
      while (run.evaluated < programs) {
        run.advance();
        await step((index + run.evaluated / programs) / VARIANTS.length, NAMES[variant]);
      }
      const reached = Array.from({ length: LARGEST }, (_, i) => digits(Math.min(1, run.bestWithin(i + 1))));
      scores[variant] = reached.reduce((sum, value) => sum + value, 0) / LARGEST;
      if (variant === "training") fiveUntrained = reached[4];
      rows.push([NAMES[variant], ...reached]);
      reached.forEach((value, i) =>
        values.push({ operations: i + 1, digits: value, variant: NAMES[variant] }),
      );
    }
    return {
      measurements: {
        whole: scores.whole,
        withoutSelection: scores.whole - scores.selection,
        withoutTraining: scores.whole - scores.training,
        withRandomPrograms: scores.whole - scores.programs,
        fiveUntrained,
      },
      tables: [
        {
          id: "digits",
          title: "Digits of the best program with at most so many operations",
          columns: [
            { title: "variant" },
            ...Array.from({ length: LARGEST }, (_, i) => ({ title: `${i + 1}`, decimals: 2 })),
          ],
          rows,
        },
      ],
      figures: [
        linesFigure(
          "variants",
          "Digits with one part taken out",
          "Digits of the best program of 2^x with at most so many operations, for the whole method and with one part taken out.",
          values,
          { x: "operations", y: "digits", by: "variant" },
        ),
      ],
    };
  },
});
