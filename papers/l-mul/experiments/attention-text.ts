/** @file What trained language models lose when the two products of their attention become L-Muls or are rounded. */
import { defineExperiment, z } from "@working-papers/lab";
import { loadModel, loadText } from "../models/load.ts";
import { tokensOf, windowLength } from "../networks/characters.ts";
import { bitsPerCharacter } from "../networks/evaluate.ts";
import { BITS, lossMeasurements, lossOutcome, measureEach, trainingOf } from "../networks/losses.ts";
import { SCHEMES } from "../networks/schemes.ts";

export default defineExperiment({
  id: "attention-text",
  version: 1,
  title: "A trained language model with attention under L-Mul",
  question:
    "How many more bits does a character cost a trained language model when QKᵀ and AV are made by L-Mul, without further training?",
  method:
    "A transformer (three blocks of width 128 with four heads and rotary positions, trained on the first nine tenths of Moby-Dick in float32, weights kept in float16) predicts each next character of the last tenth, in windows of 128 of which the second half counts. There are three trainings from different seeds; a seed of the run chooses one of them and draws the windows. Only the two products of attention are made by the scheme; their sums and all other operations are float32. The loss is the mean of -log₂ of the probability that the character had, less that in float32.",
  provider: "wasm kernels",
  varies: "by seed",
  parameters: z.strictObject({
    windows: z
      .int()
      .min(8)
      .max(512)
      .multipleOf(8)
      .meta({ title: "Windows", description: "windows of 128 characters, a multiple of 8" }),
  }),
  measurements: lossMeasurements(BITS),
  presets: {
    quick: { parameters: { windows: 8 }, cost: "about 5 seconds" },
    full: { parameters: { windows: 128 }, cost: "about 90 seconds" },
  },
  async run({ parameters: { windows }, seed, random, ...context }) {
    const model = await loadModel(`characters-${trainingOf(seed)}`);
    const tokens = tokensOf(await loadText());
    const places = random.fork("windows");
    const starts = Array.from({ length: windows }, () => places.integer(0, tokens.length - windowLength - 1));
    const bits = await measureEach(SCHEMES, context, (name, progress) =>
      bitsPerCharacter(model, tokens, starts, { attention: SCHEMES[name].arithmetic }, progress),
    );
    return lossOutcome(BITS, bits, "products of attention");
  },
});
