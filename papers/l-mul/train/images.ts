/**
 * @file Trains an image classifier on Fashion-MNIST and writes it to `models/`.
 *   npx node papers/l-mul/train/images.ts vit|cnn|perceptron SEED CHECKPOINT
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
import { fashionMnist } from "./fashion-mnist.ts";
import { imageBatches, type ImageBatch } from "./image-batches.ts";
import { train } from "./loop.ts";
import { keep } from "./keep.ts";

const batch = 128;
const networks = { vit, cnn, perceptron } as const;
const recipes = {
  vit: { epochs: 5, rate: 1.5e-3, decay: 0.05 },
  cnn: { epochs: 3, rate: 2e-3, decay: 0.01 },
  perceptron: { epochs: 5, rate: 1e-3, decay: 0.01 },
} as const;

const [name, seedText, checkpoint] = process.argv.slice(2);
const seed = Number(seedText);
if (!name || !(name in networks) || !Number.isInteger(seed) || !checkpoint)
  throw new Error("Give a network (vit, cnn or perceptron), a seed and the path of a checkpoint.");
const { epochs, rate, decay } = recipes[name as keyof typeof recipes];
const network = networks[name as keyof typeof networks] as Classifier<unknown>;

const training = fashionMnist("train");
const test = fashionMnist("t10k");
const steps = epochs * Math.floor(training.labels.length / batch);

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
    adamw(schedules.warmupCosine(rate, 200, steps, 0.02), {
      weightDecay: decay,
      mask: (weights) => weights.rank > 1,
    }),
  ),
  steps,
  loss: (weights: unknown, { images, labels }: ImageBatch) =>
    meanCrossEntropy(network.apply(weights, images), labels),
  batch: imageBatches(training, batch, seed),
  report: async (weights) => `${(100 * (await accuracy(weights))).toFixed(2)} % of the test images right`,
  reportEvery: Math.floor(steps / epochs),
  checkpoint,
});
await keep(
  name === "perceptron" ? `${name}-${seed}` : name,
  params,
  network.apply,
  tensor(new Float32Array(50 * 784), { shape: [50, 1, 28, 28] }),
);
