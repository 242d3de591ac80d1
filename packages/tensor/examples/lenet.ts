/**
 * LeNet-5 with rectifiers (LeCun et al., 1998) on the whole of MNIST: 99 % of the test digits after a few epochs.
 *   npx node packages/tensor/examples/lenet.ts [--epochs 6] [--checkpoint FILE]
 * With a checkpoint file the run can be killed at any time and goes on exactly where the file was last written.
 */
import { parseArgs } from "node:util";
import * as t from "../src/index.ts";
import { initializers, initLinear, linear } from "../src/nn/index.ts";
import { adamw, schedules } from "../src/optim/index.ts";
import { mnist } from "../src/data/index.ts";
import { readCheckpoint, writeCheckpoint } from "./checkpoint.ts";

const { values: given } = parseArgs({
  options: {
    epochs: { type: "string", default: "6" },
    batch: { type: "string", default: "128" },
    /** Digits to train on. */
    examples: { type: "string", default: "60000" },
    /** Steps between checkpoints. */
    save: { type: "string", default: "200" },
    checkpoint: { type: "string" },
  },
});
const number = (name: Exclude<keyof typeof given, "checkpoint">): number => Number(given[name]);
const [epochs, batch, examples] = [number("epochs"), number("batch"), number("examples")];

// Kernels are [out, in, height, width]; the initialisers count fans from a layout with outputs last.
const kernel = (key: t.Tensor, out: number, inputs: number, size: number): t.Tensor =>
  t.transpose(initializers.heNormal(key, [size, size, inputs, out]), [3, 2, 0, 1]);

function init(key: t.Tensor) {
  const keys = t.random.split(key, 5) as [t.Tensor, t.Tensor, t.Tensor, t.Tensor, t.Tensor];
  const options = { init: initializers.heNormal };
  return {
    conv1: { kernel: kernel(keys[0], 16, 1, 5), bias: t.zeros([16, 1, 1]) },
    conv2: { kernel: kernel(keys[1], 32, 16, 5), bias: t.zeros([32, 1, 1]) },
    dense1: initLinear(keys[2], 32 * 7 * 7, 120, options),
    dense2: initLinear(keys[3], 120, 84, options),
    dense3: initLinear(keys[4], 84, 10, options),
  };
}
type Params = ReturnType<typeof init>;

/** images uint8 [n, 1, 28, 28] -> logits [n, 10] */
function lenet(params: Params, images: t.Tensor): t.Tensor {
  const x = t.mul(t.sub(t.cast(images, "float32"), 33.3), 1 / 78.6);
  const layer = ({ kernel: w, bias }: Params["conv1"], h: t.Tensor): t.Tensor =>
    t.maxPool(t.relu(t.add(t.conv(h, w, { padding: "same" }), bias)), 2);
  const features = layer(params.conv2, layer(params.conv1, x));
  const flat = t.reshape(features, [images.shape[0]!, -1]);
  const hidden = t.relu(linear(params.dense2, t.relu(linear(params.dense1, flat))));
  return linear(params.dense3, hidden);
}

const seed = t.random.key(1);
const { train, test } = mnist();
const perEpoch = Math.floor(examples / batch);
const optimizer = adamw(schedules.warmupCosine(2e-3, 200, epochs * perEpoch), { weightDecay: 1e-2 });
const step = t.trainingStep(
  (params: Params, { images, labels }: { images: t.Tensor; labels: t.Tensor }) =>
    t.meanCrossEntropy(lenet(params, images), labels),
  optimizer,
);

/** One batch of an epoch's order, with each image moved by up to two pixels. */
const pick = t.jit((order: t.Tensor, position: t.Tensor, key: t.Tensor) => {
  const rows = t.take(order, t.add(t.arange(batch), t.mul(t.cast(position, "int32"), batch)));
  const [dx, dy] = t.random.split(key).map((k) => t.random.integers(k, [], 0, 5)) as [t.Tensor, t.Tensor];
  const padded = t.pad(t.take(train.images, rows), [
    [0, 0],
    [0, 0],
    [2, 2],
    [2, 2],
  ]);
  const moved = t.take(t.take(padded, t.add(t.arange(28), dx), 2), t.add(t.arange(28), dy), 3);
  return { images: moved, labels: t.take(train.labels, rows) };
});

const correct = t.jit((params: Params, images: t.Tensor, labels: t.Tensor) =>
  t.sum(t.cast(t.equal(t.argMax(lenet(params, images), -1), labels), "float32")),
);
async function accuracy(params: Params): Promise<number> {
  let right = 0;
  for (let at = 0; at < 10_000; at += 1000)
    right += await (
      await correct(
        params,
        t.sliceAxis(test.images, 0, at, at + 1000),
        t.sliceAxis(test.labels, 0, at, at + 1000),
      )
    ).item();
  return right / 10_000;
}

let known: { epoch: number; order: t.Tensor } | undefined;
/** The order of an epoch depends on the seed and the epoch alone; the last one asked for is kept. */
async function orderOf(epoch: number): Promise<t.Tensor> {
  if (known?.epoch !== epoch)
    known = {
      epoch,
      order: await t.evaluate(t.random.permutation(t.random.foldIn(seed, 1e9 + epoch), examples)),
    };
  return known.order;
}

let state = await t.initTraining(init(t.random.key(0)), optimizer);
state = readCheckpoint(given.checkpoint, state);
const begin = performance.now();
let loss: t.Tensor | undefined;
for (let i = await state.step.item(); i < epochs * perEpoch; i++) {
  const epoch = Math.floor(i / perEpoch);
  const order = await orderOf(epoch);
  const drawn = await pick(order, t.scalar(i % perEpoch), await t.evaluate(t.random.foldIn(seed, i)));
  [state, loss] = await step(state, drawn);
  if ((i + 1) % perEpoch === 0) {
    const seconds = ((performance.now() - begin) / 1000).toFixed(0);
    console.log(
      `epoch ${epoch + 1}: loss ${(await loss.item()).toFixed(4)}, test accuracy ${(100 * (await accuracy(state.params))).toFixed(2)} %, ${seconds} s`,
    );
  }
  if ((i + 1) % number("save") === 0 || i + 1 === epochs * perEpoch)
    await writeCheckpoint(given.checkpoint, state);
}
