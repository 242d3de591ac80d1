/** @file What trained perceptrons lose when their products become L-Muls or are rounded. */
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
  id: "perceptron-accuracy",
  version: 2,
  title: "A trained perceptron under L-Mul",
  question: "How many more digits does a trained 784-128-10 network get wrong when its products are L-Muls?",
  method:
    "The network was trained on MNIST in float32, once for each of three seeds, and its weights are kept in float16; a seed of the run chooses one of the three. All products of its two matrix multiplications are made by the scheme, sums are float32. The loss is the share of test images right in float32 less the share right under the scheme.",
  provider: "wasm kernels",
  varies: "by seed",
  parameters: imagesOf(10_000),
  measurements: lossMeasurements(ACCURACY),
  presets: {
    quick: { parameters: { images: 500 }, cost: "about 2 seconds" },
    full: { parameters: { images: 10_000 }, cost: "about 30 seconds" },
  },
  async run({ parameters: { images }, seed, random, ...context }) {
    const model = await loadModel(`perceptron-mnist-${trainingOf(seed)}`);
    const test = await drawImages("mnist", images, random.fork("images"));
    const right = await measureEach(SCHEMES, context, (name, progress) =>
      accuracy(model, test, { linear: SCHEMES[name].arithmetic }, progress),
    );
    return lossOutcome(ACCURACY, right, "products of the two layers");
  },
});
