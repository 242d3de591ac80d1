/** @file What the image classifiers are trained on: MNIST or Fashion-MNIST, in an order of its own for each epoch, moved and mirrored at random. */
import { random } from "@working-papers/lab";
import { tensor, type Tensor } from "@working-papers/tensor";
import { fashionMnist, mnist, type Labelled } from "@working-papers/tensor/data";

export interface LabelledImages {
  /** Pixels from 0 to 1, [images, 28 · 28]. */
  readonly images: Float32Array;
  readonly labels: Int32Array;
}

export type DataSet = "mnist" | "fashion";

const pixels = async ({ images, labels }: Labelled): Promise<LabelledImages> => ({
  images: Float32Array.from((await images.data()) as Uint8Array, (pixel) => pixel / 255),
  labels: (await labels.data()) as Int32Array,
});

/** The 60,000 images to train on and the 10,000 to test on. @throws Error that says which package has them */
export async function readImages(name: DataSet): Promise<{ training: LabelledImages; test: LabelledImages }> {
  const { train, test } =
    name === "mnist" ? mnist() : fashionMnist(process.env["FASHION_MNIST"] ?? undefined);
  return { training: await pixels(train), test: await pixels(test) };
}

export interface ImageBatch {
  /** [batch, 1, 28, 28] */
  readonly images: Tensor;
  /** int32 [batch] */
  readonly labels: Tensor;
}

/** How images are changed: moved by up to so many pixels in each direction, and half of them mirrored. */
export interface Changes {
  readonly move: number;
  readonly mirror: boolean;
}

const side = 28;

/** The batch of each step. It depends on the seed and the step alone. */
export function imageBatches(
  { images, labels }: LabelledImages,
  batch: number,
  seed: number,
  { move, mirror }: Changes,
) {
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
      const [dx, dy] = [moves.integer(-move, move), moves.integer(-move, move)];
      moved(from, drawn.subarray(i * side * side), dx, dy, mirror && moves.integer(0, 1) === 1);
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
