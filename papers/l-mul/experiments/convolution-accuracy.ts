/** @file What trained convolutional networks lose when their products become L-Muls or are rounded. */
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
  id: "convolution-accuracy",
  version: 1,
  title: "A trained convolutional network under L-Mul",
  question:
    "How many more digits does a trained convolutional network get wrong when its products are L-Muls?",
  method:
    "The network (three convolutions of 3 × 3 with maxima over 2 × 2, two linear layers, 60,000 weights) was trained on MNIST in float32, once for each of three seeds, and its weights are kept in float16; a seed of the run chooses one of the three and draws the images from 10,000. All products of convolutions and linear layers are made by the scheme, sums are float32. The loss is the share of test images right in float32 less the share right under the scheme.",
  provider: "wasm kernels",
  varies: "by seed",
  parameters: imagesOf(10_000),
  measurements: lossMeasurements(ACCURACY),
  presets: {
    quick: { parameters: { images: 200 }, cost: "about 15 seconds" },
    full: { parameters: { images: 2000 }, cost: "about 3 minutes" },
  },
  async run({ parameters: { images }, seed, random, ...context }) {
    const model = await loadModel(`cnn-mnist-${trainingOf(seed)}`);
    const test = await drawImages("mnist", images, random.fork("images"));
    const right = await measureEach(SCHEMES, context, (name, progress) => {
      const { arithmetic } = SCHEMES[name];
      return accuracy(model, test, { conv: arithmetic, linear: arithmetic }, progress);
    });
    return lossOutcome(ACCURACY, right, "products of convolutions and linear layers");
  },
});
