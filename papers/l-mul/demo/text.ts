/**
 * @file A language model on text, in float32 and under a chosen arithmetic at once: what each character of a passage costs and which ones the two
 * guess, and how the two go on with a text.
 */
import { random } from "@working-papers/lab";
import { exp } from "@working-papers/lab/elementary";
import type { Assignment, Interpreter } from "@working-papers/arithmetic/interpreter";
import { alphabet, tokensOf, windowLength } from "../networks/characters.ts";
import { nextLogits, rowOf, surprise } from "../networks/evaluate.ts";

export type Side = "float32" | "chosen";

/** One character that was to be predicted. */
export interface ReadCharacter {
  readonly next: string;
  /** Bits that it cost. */
  readonly bits: Readonly<Record<Side, number>>;
  /** The most likely character. */
  readonly guess: Readonly<Record<Side, string>>;
}

export interface ReadWindow {
  /** What the model had seen before the first of them. */
  readonly before: string;
  readonly read: readonly ReadCharacter[];
}

const half = windowLength / 2;

/** Places of windows all over a text, at beginnings of words where there are some. */
export const windowStarts = (text: string, count: number): number[] =>
  Array.from({ length: count }, (_, i) => {
    const last = text.length - windowLength - 1;
    const from = Math.floor((i / count) * last);
    return Math.min(text.indexOf(" ", from) + 1 || from, last);
  });

const likeliest = (row: Float32Array): string => alphabet[row.indexOf(Math.max(...row))];

/** Reads windows of a text twice. Predicted is the second half of each. */
export async function readWindows(
  model: Interpreter,
  text: string,
  starts: readonly number[],
  arithmetic: Assignment,
  progress: (share: number) => Promise<void>,
): Promise<ReadWindow[]> {
  const windows: ReadWindow[] = [];
  for (const start of starts) {
    const tokens = tokensOf(text.slice(start, start + windowLength + 1));
    const seen = tokens.subarray(0, windowLength);
    const float32 = await nextLogits(model, seen, {});
    await progress((windows.length + 0.5) / starts.length);
    const chosen = await nextLogits(model, seen, arithmetic);
    const read = Array.from({ length: half }, (_, i): ReadCharacter => {
      const place = half + i;
      const rows = { float32: rowOf(float32, place), chosen: rowOf(chosen, place) };
      const next = tokens[place + 1];
      return {
        next: alphabet[next],
        bits: { float32: surprise(rows.float32, next), chosen: surprise(rows.chosen, next) },
        guess: { float32: likeliest(rows.float32), chosen: likeliest(rows.chosen) },
      };
    });
    windows.push({ before: text.slice(start, start + half + 1), read });
    await progress(windows.length / starts.length);
  }
  return windows;
}

const all = (windows: readonly ReadWindow[]): readonly ReadCharacter[] => windows.flatMap(({ read }) => read);

export function meanBits(windows: readonly ReadWindow[], side: Side): number {
  const characters = all(windows);
  return characters.reduce((sum, { bits }) => sum + bits[side], 0) / characters.length;
}

/** Percent of the characters that were the most likely one. */
export function percentGuessed(windows: readonly ReadWindow[], side: Side): number {
  const characters = all(windows);
  return (100 * characters.filter(({ next, guess }) => guess[side] === next).length) / characters.length;
}

/** A place where the two guess differently, with the end of the text before it. */
export interface Parting extends ReadCharacter {
  readonly before: string;
}

export function partings(windows: readonly ReadWindow[]): Parting[] {
  return windows.flatMap(({ before, read }) => {
    let text = before;
    return read.flatMap((character) => {
      const parting = { ...character, before: text.slice(-16) };
      text += character.next;
      return character.guess.float32 === character.guess.chosen ? [] : [parting];
    });
  });
}

/** Below 1, likely characters become likelier: written text is less wild. */
const temperature = 0.7;

/** The character at which the distribution function of a row reaches `share`. */
function drawn(row: Float32Array, share: number): string {
  const largest = Math.max(...row);
  const weights = Array.from(row, (x) => exp((x - largest) / temperature));
  let left = share * weights.reduce((sum, w) => sum + w, 0);
  const place = weights.findIndex((weight) => (left -= weight) < 0);
  return alphabet[place < 0 ? alphabet.length - 1 : place];
}

/**
 * Goes on with a text, character by character. The same seed draws the same random numbers, so that two arithmetics write the same text until one
 * of them changes a choice.
 *
 * `written` gets each character. It may wait, and throws to stop.
 */
export async function continueText(
  model: Interpreter,
  prompt: string,
  count: number,
  arithmetic: Assignment,
  seed: number,
  written: (character: string) => Promise<void>,
): Promise<void> {
  const numbers = random(seed).fork("characters");
  let text = prompt || "\n";
  for (let i = 0; i < count; i++) {
    const seen = text.slice(-windowLength);
    const window = new Int32Array(windowLength);
    window.set(tokensOf(seen));
    const logits = await nextLogits(model, window, arithmetic);
    const character = drawn(rowOf(logits, seen.length - 1), numbers.uniform());
    text += character;
    await written(character);
  }
}
