/** @file The published shapes with their constants fitted for relative instead of absolute error. */
import { defineExperiment, z } from "@working-papers/lab";
import {
  certify,
  cost,
  defineTarget,
  digits,
  formula,
  largestError,
  polish,
  PUBLISHED,
  sevenOperationBase,
} from "../index.ts";

const SHAPES = {
  f2: PUBLISHED.f2,
  f3: PUBLISHED.f3,
  f5: PUBLISHED.f5,
  f7: sevenOperationBase(0),
  f10: PUBLISHED.f10,
};

export default defineExperiment({
  id: "refit",
  version: 1,
  title: "The published shapes at their best",
  question:
    "How many digits do the published shapes have when their constants are fitted for the relative error?",
  method:
    "The constants of f2, f3, f5, f10 and of the seven operations inside f10 are levelled for the relative error of 2^x on [0, 1] by Remez's exchange in double-double, and for the absolute error likewise; the relative error of the first is proven by a certificate. Constants are kept as sums of two float64 numbers, so nothing is lost by rounding them.",
  provider: "javascript",
  varies: "never",
  parameters: z.strictObject({
    iterations: z
      .int()
      .min(1)
      .max(100)
      .meta({ title: "Iterations", description: "steps of the exchange at most" }),
  }),
  measurements: {
    f2: { title: "f2 (2 operations): digits", decimals: 3 },
    f3: { title: "f3 (3 operations): digits", decimals: 3 },
    f5: { title: "f5 (5 operations): digits", decimals: 3 },
    f7: { title: "the base of f10 (7 operations): digits", decimals: 3 },
    f10: { title: "f10 (10 operations): digits", decimals: 3 },
    leastGain: { title: "Least gain over the printed constants", unit: "digits", decimals: 3 },
    mostGain: { title: "Largest gain over the printed constants", unit: "digits", decimals: 3 },
  },
  presets: {
    quick: { parameters: { iterations: 30 }, cost: "less than a second" },
    full: { parameters: { iterations: 30 }, cost: "less than a second" },
  },
  async run({ parameters: { iterations }, step }) {
    const relative = defineTarget("exp2(x)");
    const absolute = defineTarget("exp2(x)", { error: "absolute" });
    const measured = {} as Record<keyof typeof SHAPES, number>;
    const rows: (string | number | null)[][] = [];
    const gains: number[] = [];
    for (const [name, shape] of Object.entries(SHAPES) as [keyof typeof SHAPES, (typeof SHAPES)["f2"]][]) {
      const fitted = polish(shape, relative, iterations);
      const other = polish(shape, absolute, iterations);
      const { bound } = certify(fitted.program, relative, { slack: 0.001 });
      const printed = name === "f7" ? null : digits(largestError(shape, relative));
      measured[name] = digits(fitted.error);
      if (printed !== null) gains.push(measured[name] - printed);
      rows.push([name, formula(shape), cost(shape), printed, measured[name], bound, digits(other.error)]);
      await step(rows.length / 5);
    }
    return {
      measurements: { ...measured, leastGain: Math.min(...gains), mostGain: Math.max(...gains) },
      tables: [
        {
          id: "shapes",
          title: "Digits of the published shapes for 2^x on [0, 1], in real arithmetic",
          columns: [
            { title: "shape" },
            { title: "program" },
            { title: "operations", decimals: 0 },
            { title: "printed constants: relative digits", decimals: 3 },
            { title: "levelled: relative digits", decimals: 3 },
            { title: "proven bound" },
            { title: "levelled for absolute error: absolute digits", decimals: 3 },
          ],
          rows,
        },
      ],
    };
  },
});
