/**
 * @file The language model of the experiments: a transformer that predicts the next character of Moby-Dick.
 *
 * It is trained on the first nine tenths of the book; the last tenth is for measuring.
 */
import {
  add,
  arange,
  meanCrossEntropy,
  random,
  sliceAxis,
  take,
  tensor,
  type Tensor,
} from "@working-papers/tensor";
import { decoder, initDecoder, rotary, type Decoder } from "@working-papers/tensor/nn";

/** Every character of the book. A token is a place in this list. */
export const alphabet = "\n !\"$&'()*,-.0123456789:;?ABCDEFGHIJKLMNOPQRSTUVWXYZ[]abcdefghijklmnopqrstuvwxyz—";

/** Characters that the model sees at once. */
export const windowLength = 128;

const heads = 4;

/** Tokens of a text. @throws RangeError naming a character that the book does not have */
export function tokensOf(text: string): Int32Array {
  const places = new Map([...alphabet].map((character, place) => [character, place]));
  return Int32Array.from(text, (character) => {
    const place = places.get(character);
    if (place === undefined)
      throw new RangeError(
        `The model knows the ${places.size} characters of Moby-Dick and got ${JSON.stringify(character)}; leave it out.`,
      );
    return place;
  });
}

/** The part of the book to train on, and the part to measure on. */
export function splitBook(text: string): { training: string; held: string } {
  const cut = Math.floor(text.length * 0.9);
  return { training: text.slice(0, cut), held: text.slice(cut) };
}

export const initCharacters = (key: Tensor): Decoder =>
  initDecoder(key, { vocabulary: [...alphabet].length, length: windowLength, features: 128, layers: 3 });

/** Logits of the next character: tokens (int32) [batch, length] -> [batch, length, characters]. */
export const characters = (params: Decoder, tokens: Tensor): Tensor =>
  decoder(params, tokens, { heads, position: rotary });

/** The mean loss on windows drawn from the training part: a function of the parameters, a key, and the step. */
export function charactersLoss(training: Int32Array, batch: number) {
  const known = tensor(training);
  return (params: Decoder, key: Tensor, step: Tensor): Tensor => {
    const starts = random.integers(
      random.foldIn(key, step),
      [batch, 1],
      0,
      training.length - windowLength - 1,
    );
    const window = take(known, add(starts, arange(windowLength + 1)));
    return meanCrossEntropy(
      characters(params, sliceAxis(window, 1, 0, windowLength)),
      sliceAxis(window, 1, 1),
    );
  };
}
