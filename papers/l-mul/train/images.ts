/**
 * @file Trains an image classifier and writes it to `models/`.
 *   npx node papers/l-mul/train/images.ts vit|cnn|perceptron mnist|fashion SEED CHECKPOINT
 */
import {
  argMax,
  cast,
  equal,
  jit,
  meanCrossEntropy,
  random,
  sum,
  tensor,
  type Tensor,
} from "@working-papers/tensor";
import { adamw, chain, clipByGlobalNorm, schedules } from "@working-papers/tensor/optim";
import { cnn, perceptron, vit, type Classifier } from "../networks/images.ts";
import { imageBatch } from "../networks/evaluate.ts";
import { imageBatches, readImages, type DataSet, type ImageBatch } from "./image-batches.ts";
import { train } from "./loop.ts";
import { keep } from "./keep.ts";

const batch = 128;
const networks = { vit, cnn, perceptron } as const;
const recipes = {
  "vit fashion": { epochs: 8, rate: 1.5e-3, decay: 0.05, move: 2 },
  "vit mnist": { epochs: 4, rate: 1.5e-3, decay: 0.05, move: 2 },
  "cnn fashion": { epochs: 2, rate: 2e-3, decay: 0.01, move: 2 },
  "cnn mnist": { epochs: 2, rate: 2e-3, decay: 0.01, move: 2 },
  "perceptron mnist": { epochs: 8, rate: 1e-3, decay: 0.01, move: 0 },
} as const;

const [name, data, seedText, checkpoint] = process.argv.slice(2);
const seed = Number(seedText);
const recipe = recipes[`${name} ${data}` as keyof typeof recipes];
if (!recipe || !Number.isInteger(seed) || !checkpoint)
  throw new Error(
    `Give a network with its data set (${Object.keys(recipes).join(", ")}), a seed and the path of a checkpoint.`,
  );
const { epochs, rate, decay, move } = recipe;
const network = networks[name as keyof typeof networks] as Classifier<unknown>;
const { training, test } = await readImages(data as DataSet);
const perEpoch = Math.floor(training.labels.length / batch);

const correct = jit((params: unknown, images: Tensor, labels: Tensor) =>
  sum(cast(equal(argMax(network.apply(params, images), -1), labels), "float32")),
);
async function accuracy(params: unknown): Promise<number> {
  let right = 0;
  const size = 1000;
  for (let at = 0; at < test.labels.length; at += size) {
    const images = tensor(test.images.slice(at * 784, (at + size) * 784), { shape: [size, 1, 28, 28] });
    right += await (await correct(params, images, tensor(test.labels.slice(at, at + size)))).item();
  }
  return right / test.labels.length;
}

const params = await train({
  params: network.init(random.key(seed)),
  optimizer: chain(
    clipByGlobalNorm(1),
    adamw(schedules.warmupCosine(rate, 200, epochs * perEpoch, 0.02), {
      weightDecay: decay,
      mask: (weights) => weights.rank > 1,
    }),
  ),
  steps: epochs * perEpoch,
  loss: (weights: unknown, { images, labels }: ImageBatch) =>
    meanCrossEntropy(network.apply(weights, images), labels),
  batch: imageBatches(training, batch, seed, { move, mirror: data === "fashion" }),
  report: async (weights) => `${(100 * (await accuracy(weights))).toFixed(2)} % of the test images right`,
  reportEvery: perEpoch,
  checkpoint,
});
await keep(
  `${name}-${data}-${seed}`,
  params,
  network.apply,
  tensor(new Float32Array(imageBatch * 784), { shape: [imageBatch, 1, 28, 28] }),
);
