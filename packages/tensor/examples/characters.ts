/**
 * A character transformer on Moby-Dick against n-gram models: bits per character on the last tenth of the book, which neither has seen.
 *   npx node packages/tensor/examples/characters.ts [--steps 1500] [--checkpoint FILE]
 * With a checkpoint file the run can be killed at any time and goes on exactly where the file was last written.
 */
import { parseArgs } from "node:util";
import * as t from "../src/index.ts";
import { decoder, initDecoder, rotary, type Decoder } from "../src/nn/index.ts";
import { adamw, chain, clipByGlobalNorm, schedules } from "../src/optim/index.ts";
import { mobyDick } from "../src/data/index.ts";
import { readCheckpoint, writeCheckpoint } from "./checkpoint.ts";

const { values: options } = parseArgs({
  options: {
    steps: { type: "string", default: "1500" },
    batch: { type: "string", default: "16" },
    /** Characters of context. */
    length: { type: "string", default: "128" },
    features: { type: "string", default: "192" },
    layers: { type: "string", default: "4" },
    /** Steps between evaluations on the held-out text. */
    every: { type: "string", default: "250" },
    /** Steps between checkpoints. */
    save: { type: "string", default: "50" },
    /** Order of the n-gram model to compare with; 0 leaves it out. */
    order: { type: "string", default: "5" },
    checkpoint: { type: "string" },
  },
});
const number = (name: Exclude<keyof typeof options, "checkpoint">): number => Number(options[name]);
const [steps, batch, length] = [number("steps"), number("batch"), number("length")];
const network = { heads: number("features") / 32, position: rotary };

const text = mobyDick();
const alphabet = [...new Set(text)].toSorted();
const codes = Int32Array.from(text, (c) => alphabet.indexOf(c));
const cut = Math.floor(codes.length * 0.9);
const held = codes.subarray(cut);
const known = t.tensor(codes.slice(0, cut));

/**
 * An n-gram model with interpolated absolute discounting (Ney et al., 1994), each order backing off to the next shorter: bits per character of
 * the held-out text. It has the whole preceding context at every place.
 */
function ngramBits(order: number, discount = 0.75): number {
  const counts = Array.from({ length: order }, () => new Map<string, Map<string, number>>());
  for (let i = 0; i < cut; i++)
    for (let k = 0; k < order; k++) {
      const context = text.slice(Math.max(0, i - k), i);
      const after = counts[k]!.get(context) ?? new Map<string, number>();
      counts[k]!.set(context, after.set(text[i]!, (after.get(text[i]!) ?? 0) + 1));
    }
  const totals = counts.map(
    (m) => new Map([...m].map(([c, after]) => [c, [...after.values()].reduce((a, b) => a + b, 0)])),
  );
  let bits = 0;
  for (let i = cut; i < text.length; i++) {
    let p = 1 / alphabet.length;
    for (let k = 0; k < order; k++) {
      const context = text.slice(i - k, i);
      const after = counts[k]!.get(context);
      if (!after) break;
      const total = totals[k]!.get(context)!;
      p = Math.max((after.get(text[i]!) ?? 0) - discount, 0) / total + ((discount * after.size) / total) * p;
    }
    bits -= Math.log2(p);
  }
  return bits / (text.length - cut);
}

const loss = (params: Decoder, key: t.Tensor, step: t.Tensor): t.Tensor => {
  const starts = t.random.integers(t.random.foldIn(key, step), [batch, 1], 0, cut - length - 1);
  const window = t.take(known, t.add(starts, t.arange(length + 1)));
  return t.meanCrossEntropy(
    decoder(params, t.sliceAxis(window, 1, 0, length), network),
    t.sliceAxis(window, 1, 1),
  );
};
const optimizer = chain(
  clipByGlobalNorm(1),
  adamw(schedules.warmupCosine(2e-3, 100, steps, 0.1), {
    b2: 0.99,
    weightDecay: 0.1,
    mask: (p) => p.rank > 1,
  }),
);
const step = t.trainingStep(loss, optimizer);

// Windows overlap by half, and only the second half of each is counted: every character has at least 64 before it.
const evaluateBatch = t.jit((params: Decoder, windows: t.Tensor) => {
  const logits = decoder(params, t.sliceAxis(windows, 1, 0, length), network);
  return t.sum(t.sliceAxis(t.crossEntropy(logits, t.sliceAxis(windows, 1, 1)), 1, length / 2));
});
async function heldOutBits(params: Decoder): Promise<number> {
  const half = length / 2;
  const count = Math.floor((held.length - length - 1) / half);
  let [nats, characters] = [0, 0];
  for (let at = 0; at + batch <= count; at += batch) {
    const rows = Array.from({ length: batch }, (_, i) =>
      Array.from(held.subarray((at + i) * half, (at + i) * half + length + 1)),
    );
    nats += await (await evaluateBatch(params, t.tensor(rows, { dtype: "int32" }))).item();
    characters += batch * half;
  }
  return nats / characters / Math.LN2;
}

if (number("order") > 0)
  console.log(`${options.order}-gram: ${ngramBits(number("order")).toFixed(3)} bits per character`);
const params = initDecoder(t.random.key(0), {
  vocabulary: alphabet.length,
  length,
  features: number("features"),
  layers: number("layers"),
});
let state = await t.initTraining(params, optimizer);
state = readCheckpoint(options.checkpoint, state);
const key = t.random.key(1);
const begin = performance.now();
let value: t.Tensor | undefined;
for (let i = await state.step.item(); i < steps; i++) {
  [state, value] = await step(state, key);
  if ((i + 1) % number("every") === 0 || i + 1 === steps) {
    const bits = await heldOutBits(state.params);
    const seconds = ((performance.now() - begin) / 1000).toFixed(0);
    console.log(
      `step ${i + 1}: training ${((await value.item()) / Math.LN2).toFixed(3)}, held out ${bits.toFixed(3)} bits per character, ${seconds} s`,
    );
  }
  if ((i + 1) % number("save") === 0 || i + 1 === steps) await writeCheckpoint(options.checkpoint, state);
}
