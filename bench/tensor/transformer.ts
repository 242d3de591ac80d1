/**
 * The transformer training step of the design: 2 layers, 24 tokens, Adam, forward, backward and update as one graph. Prints milliseconds a
 * step (median and quartiles), and how long tracing and session creation take.
 *   node bench/tensor/transformer.ts [features] [batch] [steps] [profile prefix]
 */
import {
  evaluate,
  jit,
  mean,
  crossEntropy,
  random,
  setProvider,
  tensor,
  valueAndGrad,
  type Tensor,
} from "@working-papers/tensor";
import { decoder, initDecoder, type Decoder } from "@working-papers/tensor/nn";
import { cpu } from "@working-papers/tensor/node";
import { adam, applyUpdates, type AdamState } from "@working-papers/tensor/optim";

const [features = 256, batch = 128, steps = 15] = process.argv.slice(2, 5).map(Number);
const profile = process.argv[5];
if (profile) setProvider(cpu({ profile }));
const [vocabulary, length, layers, heads] = [16, 24, 2, 8];

const optimizer = adam(1e-3);
const loss = (params: Decoder, tokens: Tensor, targets: Tensor): Tensor =>
  mean(crossEntropy(decoder(params, tokens, { heads }), targets));

interface State {
  readonly params: Decoder;
  readonly optimizer: AdamState;
}
const step = jit(
  (state: State, tokens: Tensor, targets: Tensor): [State, Tensor] => {
    const [value, gradient] = valueAndGrad(loss)(state.params, tokens, targets);
    const [updates, next] = optimizer.update(gradient, state.optimizer, state.params);
    return [{ params: applyUpdates(state.params, updates), optimizer: next }, value];
  },
  { donate: [0] },
);

const params = await evaluate(initDecoder(random.key(0), { vocabulary, length, features, layers }));
let state: State = { params, optimizer: (await evaluate(optimizer.init(params))) as AdamState };
const data = await evaluate(random.integers(random.key(1), [batch, length], 0, vocabulary));
const targets = tensor(await data.data(), { shape: [batch, length] });

const begin = performance.now();
const times: number[] = [];
let last: Tensor | undefined;
for (let i = 0; i <= steps; i++) {
  const start = performance.now();
  [state, last] = await step(state, data, targets);
  if (i > 0) times.push(performance.now() - start);
  else console.log(`trace, compile and first step: ${(performance.now() - begin).toFixed(0)} ms`);
}
times.sort((a, b) => a - b);
const quantile = (q: number): string => times[Math.floor(q * (times.length - 1))]!.toFixed(1);
console.log(
  `features ${features}, batch ${batch}: ${quantile(0.5)} ms a step (quartiles ${quantile(0.25)}, ${quantile(0.75)}), loss ${(await last!.item()).toFixed(4)}`,
);
if (profile) await step.release();
