/** @file How good a network is under an arithmetic: which images it classifies rightly, and how many bits a character costs it. */
import { log2, exp } from "@working-papers/lab/elementary";
import { floatValue, type Assignment, type Interpreter } from "@working-papers/arithmetic/interpreter";
import type { TestImages } from "../models/load.ts";
import { alphabet, windowLength } from "./characters.ts";

/** Images in a batch of the classifiers: their files have this shape. The language model takes one window. */
export const imageBatch = 50;

const classes = 10;

/** Percent of the images whose largest logit is their label's. `step` is called after each batch with the share done. */
export async function accuracy(
  model: Interpreter,
  { images, labels }: TestImages,
  arithmetic: Assignment,
  step: (share: number) => Promise<void>,
): Promise<number> {
  let right = 0;
  for (let at = 0; at < labels.length; at += imageBatch) {
    const pixels = images.slice(at * 784, (at + imageBatch) * 784);
    const input = { [model.inputs[0].name]: floatValue(pixels, [imageBatch, 1, 28, 28]) };
    const { data } = Object.values(await model.run(input, { arithmetic }))[0];
    for (let i = 0; i < imageBatch; i++) {
      const row = data.subarray(i * classes, (i + 1) * classes);
      if (row.indexOf(Math.max(...row)) === labels[at + i]) right++;
    }
    await step((at + imageBatch) / labels.length);
  }
  return (100 * right) / labels.length;
}

/** Logits of the language model after each character of a window: [window, characters]. */
export async function nextLogits(
  model: Interpreter,
  window: Int32Array,
  arithmetic: Assignment,
): Promise<Float32Array> {
  const value = { dtype: "int32" as const, shape: [1, windowLength], data: Float64Array.from(window) };
  return Object.values(await model.run({ [model.inputs[0].name]: value }, { arithmetic }))[0]
    .data as Float32Array;
}

/**
 * Bits per character on windows that begin at the given places. Only the second half of each window counts: every character there has at least 64
 * before it.
 *
 * @param tokens of the whole text
 */
export async function bitsPerCharacter(
  model: Interpreter,
  tokens: Int32Array,
  starts: readonly number[],
  arithmetic: Assignment,
  step: (share: number) => Promise<void>,
): Promise<number> {
  let bits = 0;
  for (const [index, start] of starts.entries()) {
    const logits = await nextLogits(model, tokens.subarray(start, start + windowLength), arithmetic);
    for (let place = windowLength / 2; place < windowLength; place++)
      bits += surprise(rowOf(logits, place), tokens[start + place + 1]);
    await step((index + 1) / starts.length);
  }
  return bits / (starts.length * (windowLength / 2));
}

/** The logits at one place of a window. */
export const rowOf = (logits: Float32Array, place: number): Float32Array =>
  logits.subarray(place * alphabet.length, (place + 1) * alphabet.length);

/** -log2 of the softmax of a row at one place, in bits. */
export function surprise(row: Float32Array, token: number): number {
  const largest = Math.max(...row);
  let sum = 0;
  for (const x of row) sum += exp(x - largest);
  return log2(sum) - (row[token] - largest) / Math.LN2;
}
