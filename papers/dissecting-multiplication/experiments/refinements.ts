/** @file Reversed answer, depth and simple samples, alone and together (table 5), at a reduced size and with more samples. */
import { defineExperiment, z } from "@working-papers/lab";
import { fullProducts } from "../products.ts";
import {
  quickRefinements,
  refinementMeasurements,
  refinementParameters,
  runRefinements,
} from "../refinements.ts";

export default defineExperiment({
  id: "refinements",
  version: 2,
  title: "Three refinements, alone and together",
  question: "Do reversing, depth and simple samples each fail alone and succeed together?",
  method:
    "Models with three heads are trained on products of two numbers, with one layer or several, ordinal or reversed, with or without a share of simple samples (one free digit at any place of the multiplier, zeros elsewhere). All other problems have a multiplier with two digits or more that are not zero, and so have those of the test, which are held out of training. A problem is right when all digits of the answer are.",
  provider: "onnx runtime",
  varies: "by machine",
  parameters: z.strictObject(refinementParameters),
  measurements: refinementMeasurements,
  presets: {
    quick: quickRefinements,
    full: {
      parameters: { ...fullProducts, layers: 4, share: 0.3 },
      cost: "half an hour to an hour for each seed",
    },
  },
  run: runRefinements,
});
