/**
 * The transformer training step of the design (2 layers, 24 tokens, Adam; forward, backward and update), against PyTorch where a python3 has
 * it. The two take steps in turn in one run; medians and quartiles in milliseconds, and the ratio of the medians.
 *   node bench/training/transformer.ts [features] [batch] [steps]      PYTHON=/usr/bin/python3   PROFILE=prefix
 */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import {
  evaluate,
  jit,
  meanCrossEntropy,
  random,
  setProvider,
  valueAndGrad,
  type Tensor,
} from "../../packages/tensor/src/index.ts";
import { decoder, initDecoder, type Decoder } from "../../packages/tensor/src/nn/index.ts";
import { cpu } from "../../packages/tensor/src/providers/node.ts";
import { adam, applyUpdates, type AdamState } from "../../packages/tensor/src/optim/index.ts";

const [features = 256, batch = 128, steps = 20] = process.argv.slice(2).map(Number);
const { PYTHON = "python3", PROFILE } = process.env;
setProvider(cpu({ threads: 2, ...(PROFILE && { profile: PROFILE }) }));
const [vocabulary, length, layers, heads] = [16, 24, 2, 8];

interface State {
  readonly params: Decoder;
  readonly optimizer: AdamState;
}
const optimizer = adam(1e-3);
const step = jit(
  (state: State, tokens: Tensor, targets: Tensor): [State, Tensor] => {
    const loss = (params: Decoder): Tensor => meanCrossEntropy(decoder(params, tokens, { heads }), targets);
    const [value, gradient] = valueAndGrad(loss)(state.params);
    const [updates, next] = optimizer.update(gradient, state.optimizer, state.params);
    return [{ params: applyUpdates(state.params, updates), optimizer: next }, value];
  },
  { donate: [0] },
);
const params = await evaluate(initDecoder(random.key(0), { vocabulary, length, features, layers }));
let state: State = { params, optimizer: (await evaluate(optimizer.init(params))) as AdamState };
const data = await evaluate(random.integers(random.key(1), [batch, length], 0, vocabulary));

async function ours(): Promise<number> {
  const start = performance.now();
  [state] = await step(state, data, data);
  return performance.now() - start;
}

/** A function that asks the peer for a step, or undefined where there is no PyTorch. */
async function peer(): Promise<(() => Promise<number>) | undefined> {
  const script = fileURLToPath(new URL("transformer.py", import.meta.url));
  const child = spawn(PYTHON, [script, String(features), String(batch)], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  child.stdin.on("error", () => {});
  const ask = async (): Promise<number> => {
    child.stdin.write("\n");
    const { value, done } = await lines.next();
    return done ? NaN : Number(value);
  };
  const first = await ask();
  process.on("exit", () => child.kill());
  return Number.isNaN(first) ? undefined : ask;
}

const summary = (times: readonly number[]): { median: number; text: string } => {
  const sorted = times.toSorted((a, b) => a - b);
  const quantile = (q: number): number => sorted[Math.floor(q * (sorted.length - 1))]!;
  const text = `${quantile(0.5).toFixed(1)} ms (quartiles ${quantile(0.25).toFixed(1)}, ${quantile(0.75).toFixed(1)}; least ${quantile(0).toFixed(1)})`;
  return { median: quantile(0.5), text };
};

const traceStart = performance.now();
step.graph(state, data, data);
const traced = performance.now() - traceStart;
const first = await ours();
console.log(
  `transformer step, ${features} features, batch ${batch}: tracing ${traced.toFixed(0)} ms; first call ${first.toFixed(0)} ms`,
);
const torch = await peer();
const [mine, theirs]: [number[], number[]] = [[], []];
for (let i = 0; i < steps; i++) {
  mine.push(await ours());
  if (torch) theirs.push(await torch());
}
console.log(`tensor    ${summary(mine).text}`);
if (torch) {
  console.log(`PyTorch   ${summary(theirs).text}`);
  console.log(`ratio     ${(summary(theirs).median / summary(mine).median).toFixed(2)} x as fast as PyTorch`);
} else console.log(`PyTorch   not found by ${PYTHON}`);
await step.release();
process.exit(0);
