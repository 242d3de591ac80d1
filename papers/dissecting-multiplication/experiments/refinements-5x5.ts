/** @file Reversed answer, depth and simple samples, alone and together (table 5), at the size and with the samples of the paper. */
import { defineExperiment, z } from "@working-papers/lab";
import {
  quickRefinements,
  refinementMeasurements,
  refinementParameters,
  runRefinements,
} from "../refinements.ts";

export default defineExperiment({
  id: "refinements-5x5",
  version: 1,
  title: "Three refinements at the paper's size",
  question: "Do the three refinements bring products of five digits by five to 97 % in 2,000 steps?",
  method:
    "Models with three heads and a width of 510 are trained on products of two five-digit numbers for 2,000 batches of 64, Adam with a constant rate of 10⁻⁴, with one layer or four, ordinal or reversed, with or without a share of simple samples (one free digit at any place of the multiplier, zeros elsewhere). All other problems have a multiplier with two digits or more that are not zero, and so have those of the test, which are held out of training. A problem is right when all digits of the answer are. For four layers the paper's table 6 has 97.4 % with all three refinements, for twelve 99.9 %.",
  provider: "onnx runtime",
  varies: "by machine",
  parameters: z.strictObject(refinementParameters),
  measurements: refinementMeasurements,
  presets: {
    quick: quickRefinements,
    full: {
      parameters: {
        left: 5,
        right: 5,
        width: 512,
        steps: 2000,
        batch: 64,
        learningRate: 1e-4,
        problems: 10_000,
        layers: 4,
        share: 0.3,
      },
      cost: "an hour and a half to two and a half hours for each seed",
    },
  },
  run: runRefinements,
});
