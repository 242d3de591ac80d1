/** @file f10 on all of the float64 range, by 2^x = 2^⌊x⌋ · 2^(x−⌊x⌋). */
import { defineExperiment, z } from "@working-papers/lab";
import {
  defineTarget,
  exp2By,
  float64Function,
  multiplyPrecisely,
  PUBLISHED,
  subtractPrecisely,
} from "../index.ts";

export default defineExperiment({
  id: "range-reduction",
  version: 1,
  title: "The ten-operation program on all numbers",
  question: "Does range reduction keep the relative error of the program on (0, 1]?",
  method:
    "2^x = 2^⌊x⌋ · 2^(x−⌊x⌋): the program computes the second factor, the first is exact. At points spread evenly over [−1000, 1000] by the golden ratio the float64 result is compared with 2^x in double-double, where the part of x − ⌊x⌋ that float64 loses for small negative x is counted. The same program's largest error on (0, 1] is measured with the fractional parts of those points.",
  provider: "javascript",
  varies: "never",
  parameters: z.strictObject({
    points: z.int().min(1000).max(10_000_000).meta({ title: "Points", description: "how many x are tried" }),
  }),
  measurements: {
    wholeRange: { title: "Largest relative error on [−1000, 1000]" },
    unitInterval: { title: "Largest relative error on (0, 1]" },
    ratio: { title: "Ratio of the two", unit: "×", decimals: 3 },
  },
  presets: {
    quick: { parameters: { points: 50_000 }, cost: "about a second" },
    full: { parameters: { points: 1_000_000 }, cost: "about 10 seconds" },
  },
  async run({ parameters: { points }, step }) {
    const target = defineTarget("exp2(x)");
    const onUnit = float64Function(PUBLISHED.f10);
    const everywhere = exp2By(onUnit);
    let wholeRange = 0;
    let unitInterval = 0;
    for (let i = 0, turn = 0; i < points; i++) {
      turn += 0.6180339887498949;
      if (turn >= 1) turn -= 1;
      const x = -1000 + 2000 * turn;
      const floor = Math.floor(x);
      const part = x - floor;
      // What the subtraction lost, and its first-order effect on 2^part.
      const lost = x - (part + floor);
      const truth = multiplyPrecisely(target.value(part), [1 + Math.LN2 * lost, 0]);
      // Division by 2^⌊x⌋ is exact here: no result leaves the normal range.
      const scaled = everywhere(x) * 2 ** -floor;
      wholeRange = Math.max(wholeRange, Math.abs(subtractPrecisely([scaled, 0], truth)[0] / truth[0]));
      unitInterval = Math.max(
        unitInterval,
        Math.abs(subtractPrecisely([onUnit(part), 0], target.value(part))[0] / truth[0]),
      );
      if (i % 2000 === 0) await step(i / points);
    }
    return { measurements: { wholeRange, unitInterval, ratio: wholeRange / unitInterval } };
  },
});
