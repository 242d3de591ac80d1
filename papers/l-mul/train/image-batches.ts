/** @file What the image classifiers are trained on step by step: an order of its own for each epoch, images moved and mirrored at random. */
import { random } from "@working-papers/lab";
import { tensor, type Tensor } from "@working-papers/tensor";
import type { LabelledImages } from "./fashion-mnist.ts";

export interface ImageBatch {
  /** [batch, 1, 28, 28] */
  readonly images: Tensor;
  /** int32 [batch] */
  readonly labels: Tensor;
}

const side = 28;
const largestMove = 2;

/** The batch of each step. It depends on the seed and the step alone. */
export function imageBatches({ images, labels }: LabelledImages, batch: number, seed: number) {
  const perEpoch = Math.floor(labels.length / batch);
  let known: { epoch: number; order: Uint32Array } | undefined;
  const orderOf = (epoch: number): Uint32Array => {
    if (known?.epoch !== epoch)
      known = { epoch, order: random(seed).fork(`order ${epoch}`).permutation(labels.length) };
    return known.order;
  };
  return async (step: number): Promise<ImageBatch> => {
    const order = orderOf(Math.floor(step / perEpoch));
    const moves = random(seed).fork(`moves ${step}`);
    const drawn = new Float32Array(batch * side * side);
    const chosen = new Int32Array(batch);
    for (let i = 0; i < batch; i++) {
      const image = order[(step % perEpoch) * batch + i];
      chosen[i] = labels[image];
      const from = images.subarray(image * side * side, (image + 1) * side * side);
      const [dx, dy] = [moves.integer(-largestMove, largestMove), moves.integer(-largestMove, largestMove)];
      moved(from, drawn.subarray(i * side * side), dx, dy, moves.integer(0, 1) === 1);
    }
    return { images: tensor(drawn, { shape: [batch, 1, side, side] }), labels: tensor(chosen) };
  };
}

function moved(from: Float32Array, to: Float32Array, dx: number, dy: number, mirror: boolean): void {
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const [sx, sy] = [mirror ? side - 1 - (x + dx) : x + dx, y + dy];
      if (sx >= 0 && sx < side && sy >= 0 && sy < side) to[y * side + x] = from[sy * side + sx];
    }
}
