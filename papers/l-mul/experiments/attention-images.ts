/** @file What trained vision transformers lose when the two products of their attention become L-Muls or are rounded. */
import { defineExperiment } from "@working-papers/lab";
import { drawImages, loadModel } from "../models/load.ts";
import { accuracy } from "../networks/evaluate.ts";
import {
  ACCURACY,
  imagesOf,
  lossMeasurements,
  lossOutcome,
  measureEach,
  trainingOf,
} from "../networks/losses.ts";
import { SCHEMES } from "../networks/schemes.ts";

export default defineExperiment({
  id: "attention-images",
  version: 2,
  title: "A trained vision transformer with attention under L-Mul",
  question:
    "How many more images does a trained transformer get wrong when QKᵀ and AV are made by L-Mul, without further training?",
  method:
    "A vision transformer (three blocks of width 48 with three heads, 16 patches, trained on Fashion-MNIST in float32, weights kept in float16) classifies test images. There are three trainings from different seeds; a seed of the run chooses one of them and draws the images from 2,000. Only the two products of attention are made by the scheme; their sums and all other operations are float32. The loss is the share right in float32 less the share right under the scheme, on the same images.",
  provider: "wasm kernels",
  varies: "by seed",
  parameters: imagesOf(2000),
  measurements: lossMeasurements(ACCURACY),
  presets: {
    quick: { parameters: { images: 100 }, cost: "about 5 seconds" },
    full: { parameters: { images: 2000 }, cost: "about 40 seconds" },
  },
  async run({ parameters: { images }, seed, random, ...context }) {
    const model = await loadModel(`vit-fashion-${trainingOf(seed)}`);
    const test = await drawImages("fashion", images, random.fork("images"));
    const right = await measureEach(SCHEMES, context, (name, progress) =>
      accuracy(model, test, { attention: SCHEMES[name].arithmetic }, progress),
    );
    return lossOutcome(ACCURACY, right, "products of attention");
  },
});
