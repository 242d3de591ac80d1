/**
 * @file Asks a trained model: a problem as text, its answer digit by digit with confidence and attention, with components taken out on
 * request. The prompt is written exactly as in training.
 */
import { capture, intervene, jit, softmax, tensor, where, type Tensor } from "@working-papers/tensor";
import { keptMasks, labelsOf, type Component, type Masks } from "./ablation.ts";
import { forward, type DigitTransformer, type ModelShape } from "./model.ts";
import type { Problem } from "./samples.ts";
import {
  columnOf,
  inputLength,
  largest,
  promptLength,
  rowLength,
  textOf,
  writeProblem,
  type Task,
} from "./task.ts";

export interface AnswerDigit {
  /** The column it counts, units at 0. */
  readonly column: number;
  /** The token that was written. */
  readonly token: number;
  readonly right: boolean;
  /** Probability of every token: [vocabulary]. */
  readonly probabilities: readonly number[];
}

export interface Answer {
  /** What was written, in the order it was written. */
  readonly text: string;
  readonly right: boolean;
  /** In the order they were written. */
  readonly digits: readonly AnswerDigit[];
  /** Of the last layer: [heads][digit as written][place read]. */
  readonly attention: readonly (readonly (readonly number[])[])[];
}

export interface Solver {
  /**
   * Greedy answer of a model to a problem like `57257×2`. Components of the last layer that are listed give nothing.
   *
   * @throws RangeError when the text is no problem of the task, or the layer has no such head, in a sentence
   */
  answer(
    params: DigitTransformer,
    problem: string,
    options?: { readonly without?: readonly Component[] },
  ): Promise<Answer>;
  release(): Promise<void>;
}

/** What people type for the signs of products and differences. */
const SIGNS: Record<string, string> = { "×": "[×x*·]", "-": "[-−]", "−": "[-−]" };

/**
 * The operands in a text like `57257×2`, with or without an equals sign.
 *
 * @throws RangeError saying what was expected and what came: signs, letters, fractions, or more digits than were trained
 */
export function parseProblem(task: Task, text: string): Problem {
  const { base, operator, left, right } = task;
  const sign = SIGNS[operator] ?? operator.replace(/[^\w]/g, String.raw`\$&`);
  const parts = text
    .trim()
    .replace(/\s*=\s*$/, "")
    .split(new RegExp(`\\s*${sign}\\s*`));
  if (parts.length !== 2)
    throw new RangeError(
      `A problem like ${"9".repeat(left)}${operator}${"9".repeat(right)} was expected, not «${text}».`,
    );
  const number = (digits: string, which: string, width: number): number => {
    if (digits === "" || /[^0-9a-z]/i.test(digits) || !isNumber(digits, base))
      throw new RangeError(
        `The ${which} number must be written with digits to base ${base} alone, without sign or point, not «${digits}».`,
      );
    const value = parseInt(digits, base);
    if (value > largest(base, width))
      throw new RangeError(
        `The ${which} number may have ${width} digit${width > 1 ? "s" : ""} at most, as in training, and «${digits}» has more.`,
      );
    return value;
  };
  return [number(parts[0], "first", left), number(parts[1], "second", right)];
}

const isNumber = (digits: string, base: number): boolean =>
  [...digits].every((digit) => parseInt(digit, 36) < base);

/** Models of one shape made ready to answer: compiled once, asked as often as one likes, also while they learn. */
export function solver(task: Task, shape: ModelShape): Solver {
  const [heads, mlp] = labelsOf(shape.layers - 1);
  const looks = `blocks.${shape.layers - 1}.weights`;
  const run = jit((params: DigitTransformer, tokens: Tensor, kept: Masks): [Tensor, Tensor] => {
    const edited = intervene(
      (w: DigitTransformer) => forward(w, tokens, { ...shape, answers: task.answer }),
      { [heads]: (z) => where(kept.heads, z, 0), [mlp]: (z) => where(kept.mlp, z, 0) },
    );
    const [logits, named] = capture(edited, [looks])(params);
    return [softmax(logits), named[looks]];
  });
  const [prompt, length] = [promptLength(task), inputLength(task)];

  async function answer(
    params: DigitTransformer,
    text: string,
    { without = [] }: { readonly without?: readonly Component[] } = {},
  ): Promise<Answer> {
    const row = new Int32Array(rowLength(task));
    writeProblem(task, ...parseProblem(task, text), row);
    const kept = keptMasks(shape, without);
    // Places after the prompt hold a digit that the causal mask hides until the model has written there.
    const tokens = new Int32Array(length);
    tokens.set(row.subarray(0, prompt));
    const digits: AnswerDigit[] = [];
    let attention: number[][][] = [];
    for (let k = 0; k < task.answer; k++) {
      const [chances, weights] = await run(params, tensor(tokens.slice(), { shape: [1, length] }), kept);
      const probabilities = ((await chances.array()) as number[][][])[0][k];
      const token = probabilities.indexOf(Math.max(...probabilities));
      digits.push({ column: columnOf(task, k), token, right: token === row[prompt + k], probabilities });
      if (prompt + k < length) tokens[prompt + k] = token;
      else attention = ((await weights.array()) as number[][][][])[0];
    }
    return {
      text: textOf(
        task,
        digits.map(({ token }) => token),
      ),
      right: digits.every((digit) => digit.right),
      digits,
      attention,
    };
  }
  return { answer, release: () => run.release() };
}
