/** A character transformer on a text that can be learnt by heart: the same small training runs on every provider. */
import { evaluate, jit, meanCrossEntropy, random, tensor, valueAndGrad, type Tensor } from "../index.ts";
import { decoder, initDecoder, type Decoder } from "../nn/index.ts";
import { adam, applyUpdates, type AdamState } from "../optim/index.ts";

const text =
  "Alice was beginning to get very tired of sitting by her sister on the bank, and of having nothing to do: once or twice she " +
  "had peeped into the book her sister was reading, but it had no pictures or conversations in it.";

interface State {
  readonly params: Decoder;
  readonly optimizer: AdamState;
}

/** Trains for some steps; returns the loss (nats per character) of each. */
export async function trainCharacters(steps: number): Promise<number[]> {
  const alphabet = [...new Set(text)].toSorted();
  const codes = Int32Array.from(text, (c) => alphabet.indexOf(c));
  const [batch, length] = [8, 24];
  const window = (shift: number): Tensor =>
    tensor(
      Int32Array.from(
        { length: batch * length },
        (_, i) => codes[Math.floor(i / length) * 23 + (i % length) + shift]!,
      ),
      { shape: [batch, length] },
    );
  const optimizer = adam(3e-3);
  const step = jit(
    (state: State, tokens: Tensor, targets: Tensor): [State, Tensor] => {
      const [loss, gradient] = valueAndGrad((params: Decoder) =>
        meanCrossEntropy(decoder(params, tokens, { heads: 4 }), targets),
      )(state.params);
      const [updates, next] = optimizer.update(gradient, state.optimizer, state.params);
      return [{ params: applyUpdates(state.params, updates), optimizer: next }, loss];
    },
    { donate: [0] },
  );
  const shape = { vocabulary: alphabet.length, length, features: 32, layers: 2 };
  const params = await evaluate(initDecoder(random.key(1), shape));
  let state: State = { params, optimizer: (await evaluate(optimizer.init(params))) as AdamState };
  const [tokens, targets] = [window(0), window(1)];
  const losses: number[] = [];
  for (let i = 0; i < steps; i++) {
    const [next, loss] = await step(state, tokens, targets);
    state = next;
    losses.push(await loss.item());
  }
  await step.release();
  return losses;
}
