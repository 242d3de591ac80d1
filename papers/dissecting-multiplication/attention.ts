/** @file Where the heads of a model look while the answer is written (section 3.2, figure 3). */
import { capture, jit, mean, type Tensor } from "@working-papers/tensor";
import { answerer, tokensOf, type DigitTransformer, type ModelShape } from "./model.ts";
import type { Problem } from "./samples.ts";
import { answerPlace, type Task } from "./task.ts";

/** Mean attention of one layer's heads over problems: [heads][answer digit as written][place read]. */
export type AttentionMap = number[][][];

/** Where the heads of a layer look on average. The last layer has a row for each answer digit; others for each place. */
export async function attentionMap(
  task: Task,
  shape: ModelShape,
  params: DigitTransformer,
  problems: readonly Problem[],
  layer = shape.layers - 1,
): Promise<AttentionMap> {
  const answer = answerer(task, shape);
  const label = `blocks.${layer}.weights`;
  const run = jit((weights: DigitTransformer, rows: Tensor) => {
    const [, named] = capture((w: DigitTransformer) => answer(w, rows), [label])(weights);
    return mean(named[label], 0);
  });
  try {
    return (await (await run(params, tokensOf(task, problems))).array()) as AttentionMap;
  } finally {
    await run.release();
  }
}

/**
 * How steadily a head walks: Spearman's rank correlation between the answer digits in the order they are written and the place it reads most
 * at each. +1 walks to the right, −1 to the left.
 */
export function staircase(map: readonly (readonly number[])[]): number {
  const steps = map.map(argMaxOf);
  return spearman(
    steps.map((_, i) => i),
    steps,
  );
}

/**
 * The same over the digits between the first and the last, of a head that walks over the first operand: 0 where one of the places it reads
 * most is no digit of it.
 */
export function operandWalk({ left }: Pick<Task, "left">, map: readonly (readonly number[])[]): number {
  const inner = map.slice(1, -1);
  return inner.every((row) => argMaxOf(row) < left) ? staircase(inner) : 0;
}

/** Mean share of a head's attention on the first operand, while the digits between the first and the last are written. */
export function onOperand({ left }: Task, map: readonly (readonly number[])[]): number {
  const inner = map.slice(1, -1);
  return inner.reduce((sum, row) => sum + sumOf(row.slice(0, left)), 0) / inner.length;
}

/** Mean share of a head's attention on the answer digit written just before, over the digits that have one. */
export function onPreviousDigit(task: Task, map: readonly (readonly number[])[]): number {
  const later = map.slice(1);
  const first = Math.min(answerPlace(task, 0), answerPlace(task, task.answer - 1));
  return later.reduce((sum, row, i) => sum + row[first + i], 0) / later.length;
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

const argMaxOf = (values: readonly number[]): number => values.indexOf(Math.max(...values));

/** Spearman's rank correlation, ties sharing their mean rank; 0 where one side does not vary. */
export function spearman(xs: readonly number[], ys: readonly number[]): number {
  const [a, b] = [ranks(xs), ranks(ys)];
  const average = (xs.length - 1) / 2;
  let [cross, left, right] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    cross += (a[i] - average) * (b[i] - average);
    left += (a[i] - average) ** 2;
    right += (b[i] - average) ** 2;
  }
  return left === 0 || right === 0 ? 0 : cross / Math.sqrt(left * right);
}

function ranks(values: readonly number[]): number[] {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return below + (equal - 1) / 2;
  });
}
