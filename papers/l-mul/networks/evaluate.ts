/** @file How good a network is under an arithmetic: which images it classifies rightly. */
import { floatValue, type Assignment, type Interpreter } from "@working-papers/arithmetic/interpreter";
import type { TestImages } from "../models/load.ts";

/** Images in a batch: the networks' files have this shape. */
export const imageBatch = 50;

const classes = 10;

/** 1 for each image whose largest logit is its label's, else 0. `step` is called after each batch with the share done. */
export async function classified(
  model: Interpreter,
  { images, labels }: TestImages,
  arithmetic: Assignment,
  step: (share: number) => Promise<void>,
): Promise<Uint8Array> {
  const right = new Uint8Array(labels.length);
  for (let at = 0; at < labels.length; at += imageBatch) {
    const pixels = images.slice(at * 784, (at + imageBatch) * 784);
    const input = { [model.inputs[0].name]: floatValue(pixels, [imageBatch, 1, 28, 28]) };
    const { data } = Object.values(await model.run(input, { arithmetic }))[0];
    for (let i = 0; i < imageBatch; i++) {
      const row = data.subarray(i * classes, (i + 1) * classes);
      right[at + i] = Number(row.indexOf(Math.max(...row)) === labels[at + i]);
    }
    await step((at + imageBatch) / labels.length);
  }
  return right;
}

export const percentRight = (right: Uint8Array): number =>
  (100 * right.reduce((sum, one) => sum + one, 0)) / right.length;
