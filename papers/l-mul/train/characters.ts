/**
 * @file Trains the language model on Moby-Dick and writes it to `models/`.
 *   npx node papers/l-mul/train/characters.ts SEED CHECKPOINT
 */
import { crossEntropy, jit, random, sliceAxis, sum, tensor, type Tensor } from "@working-papers/tensor";
import { mobyDick } from "@working-papers/tensor/data";
import type { Decoder } from "@working-papers/tensor/nn";
import { adamw, chain, clipByGlobalNorm, schedules } from "@working-papers/tensor/optim";
import {
  characters,
  charactersLoss,
  initCharacters,
  splitBook,
  tokensOf,
  windowLength,
} from "../networks/characters.ts";
import { train } from "./loop.ts";
import { keep } from "./keep.ts";

const [steps, batch] = [1500, 16];
const [seedText, checkpoint] = process.argv.slice(2);
const seed = Number(seedText);
if (!Number.isInteger(seed) || !checkpoint) throw new Error("Give a seed and the path of a checkpoint.");
const book = splitBook(mobyDick());
const [training, held] = [tokensOf(book.training), tokensOf(book.held)];

// Windows overlap by half and only the second half of each is counted: every character has at least 64 before it.
const half = windowLength / 2;
const nats = jit((params: Decoder, windows: Tensor) => {
  const logits = characters(params, sliceAxis(windows, 1, 0, windowLength));
  return sum(sliceAxis(crossEntropy(logits, sliceAxis(windows, 1, 1)), 1, half));
});
async function heldOutBits(params: Decoder): Promise<number> {
  const count = Math.floor((held.length - windowLength - 1) / half);
  const rows = 32;
  let [total, counted] = [0, 0];
  for (let at = 0; at + rows <= count; at += rows) {
    const windows = new Int32Array(rows * (windowLength + 1));
    for (let i = 0; i < rows; i++)
      windows.set(held.subarray((at + i) * half, (at + i) * half + windowLength + 1), i * (windowLength + 1));
    total += await (await nats(params, tensor(windows, { shape: [rows, windowLength + 1] }))).item();
    counted += rows * half;
  }
  return total / counted / Math.LN2;
}

const key = await random.foldIn(random.key(seed), 1).data();
const params = await train({
  params: initCharacters(random.key(seed)),
  optimizer: chain(
    clipByGlobalNorm(1),
    adamw(schedules.warmupCosine(2.5e-3, 100, steps, 0.05), {
      weightDecay: 0.1,
      mask: (weights) => weights.rank > 1,
    }),
  ),
  steps,
  loss: charactersLoss(training, batch),
  batch: async () => tensor(key),
  report: async (weights) => `${(await heldOutBits(weights)).toFixed(3)} bits per character held out`,
  reportEvery: steps,
  checkpoint,
});
await keep(
  `characters-${seed}`,
  params,
  characters,
  tensor(new Int32Array(windowLength), { shape: [1, windowLength] }),
);
