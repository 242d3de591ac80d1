/**
 * @file How right a model is: whole answers, digits by column, and losses by label.
 *
 * With the true answer fed, every digit of a problem is predicted in one pass. Greedy generation gives the right answer exactly when
 * all of these predictions are right (up to the first mistake both see the same digits), so exact match needs no generation.
 * The accuracy of single digits does: after a mistake a model goes on from its own digits.
 */
import { argMax, cast, crossEntropy, jit, sliceAxis, tensor, type Tensor } from "@working-papers/tensor";
import { answerer, forward, tokensOf, type DigitTransformer, type Wiring } from "./model.ts";
import { rowsOf, type Problem } from "./samples.ts";
import { checkedLabels, type Labelling } from "./subtasks.ts";
import { columnOf, columnsFirst, promptLength, rowLength, type Task } from "./task.ts";

/** Problems that go through the model at once. */
const CHUNK = 500;

export interface Answers {
  /** Share of problems with every digit right. */
  readonly exact: number;
  /** Share right in each column, from the units up. */
  readonly columns: readonly number[];
  /** Whether each problem is answered right. */
  readonly right: readonly boolean[];
}

/** For each problem and column, from the units up: [problems, answer]. */
export interface Predictions {
  /** Nats. */
  readonly losses: Float32Array;
  /** 1 where the digit that the model finds likeliest is right, 0 elsewhere. */
  readonly correct: Uint8Array;
}

/** The model's predictions with the true answer fed. */
export async function predict(
  task: Task,
  shape: Wiring,
  params: DigitTransformer,
  problems: readonly Problem[],
): Promise<Predictions> {
  const answer = answerer(task, shape);
  const run = jit((weights: DigitTransformer, rows: Tensor): [Tensor, Tensor] => {
    const logits = answer(weights, rows);
    return [crossEntropy(logits, sliceAxis(rows, 1, promptLength(task))), cast(argMax(logits, -1), "int32")];
  });
  const losses = new Float32Array(problems.length * task.answer);
  const correct = new Uint8Array(problems.length * task.answer);
  const length = rowLength(task);
  try {
    for (let at = 0; at < problems.length; at += CHUNK) {
      const rows = tokensOf(task, problems.slice(at, at + CHUNK));
      const [loss, digits] = await run(params, rows);
      const [truth, said] = [await rows.data(), await digits.data()];
      losses.set(columnsFirst(task, (await loss.data()) as Float32Array), at * task.answer);
      for (let i = 0; i < said.length; i++) {
        const [row, written] = [Math.floor(i / task.answer), i % task.answer];
        const hit = said[i] === truth[row * length + promptLength(task) + written];
        correct[(at + row) * task.answer + columnOf(task, written)] = Number(hit);
      }
    }
  } finally {
    await run.release();
  }
  return { losses, correct };
}

/** Whether each problem has every digit right. */
export const exactlyRight = ({ answer }: Task, { correct }: Predictions): boolean[] =>
  Array.from({ length: correct.length / answer }, (_, i) =>
    correct.subarray(i * answer, (i + 1) * answer).every((bit) => bit === 1),
  );

/** Share of true values. */
export const share = (flags: readonly boolean[]): number =>
  flags.reduce((sum, flag) => sum + Number(flag), 0) / flags.length;

/**
 * Mean loss of each label of a labelling, in nats; NaN for a label that no column has. Losses are [problems, answer], from the units up, as
 * `predict` and `ablate` give them.
 *
 * @throws RangeError when the labelling gives other than one label to each column
 */
export function lossByLabel(
  { answer }: Task,
  labelling: Labelling,
  problems: readonly Problem[],
  losses: Float32Array,
): number[] {
  const sums = labelling.names.map(() => ({ nats: 0, count: 0 }));
  problems.forEach((problem, row) =>
    checkedLabels(labelling, problem, answer).forEach((label, column) => {
      if (label < 0) return;
      sums[label].nats += losses[row * answer + column];
      sums[label].count++;
    }),
  );
  return sums.map(({ nats, count }) => nats / count);
}

/** Greedy answers, digit by digit, to problems of which only the prompt is given. */
export async function generate(
  task: Task,
  wiring: Wiring,
  params: DigitTransformer,
  problems: readonly Problem[],
): Promise<Answers> {
  const next = jit((weights: DigitTransformer, tokens: Tensor) => {
    const logits = forward(weights, tokens, { ...wiring, answers: 1 });
    return cast(argMax(logits, -1), "int32");
  });
  const hits = Array.from({ length: task.answer }, () => 0);
  const right: boolean[] = [];
  try {
    for (let at = 0; at < problems.length; at += CHUNK) {
      const chunk = problems.slice(at, at + CHUNK);
      const truth = rowsOf(task, chunk);
      const written = await complete(task, truth, async (tokens) => (await next(params, tokens)).data());
      chunk.forEach((_, i) => {
        let all = true;
        for (let k = 0; k < task.answer; k++) {
          const hit = written[i * task.answer + k] === truth[i * rowLength(task) + promptLength(task) + k];
          if (hit) hits[columnOf(task, k)]++;
          else all = false;
        }
        right.push(all);
      });
    }
  } finally {
    await next.release();
  }
  return { exact: share(right), columns: hits.map((count) => count / problems.length), right };
}

/**
 * Tokens written after the prompt of each row: [rows, answer]. `next` is given what stands so far, [rows, prompt and digits written], and says the
 * token that follows in each.
 */
async function complete(
  task: Task,
  rows: Int32Array,
  next: (tokens: Tensor) => Promise<ArrayLike<number | bigint>>,
): Promise<Int32Array> {
  const [length, prompt, count] = [rowLength(task), promptLength(task), rows.length / rowLength(task)];
  const written = new Int32Array(count * task.answer);
  for (let k = 0; k < task.answer; k++) {
    const given = new Int32Array(count * (prompt + k));
    for (let i = 0; i < count; i++) {
      given.set(rows.subarray(i * length, i * length + prompt), i * (prompt + k));
      given.set(written.subarray(i * task.answer, i * task.answer + k), i * (prompt + k) + prompt);
    }
    const said = await next(tensor(given, { shape: [count, prompt + k] }));
    for (let i = 0; i < count; i++) written[i * task.answer + k] = Number(said[i]);
  }
  return written;
}
