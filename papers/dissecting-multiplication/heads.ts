/**
 * @file Looking into a model: where its heads look while the answer is written, and what is lost without one of them (section
 * 3.2, figure 3).
 */
import {
  capture,
  crossEntropy,
  intervene,
  jit,
  mean,
  sliceAxis,
  tensor,
  where,
  type Tensor,
} from "@working-papers/tensor";
import type { Random } from "@working-papers/lab";
import type { DigitTransformer, ModelShape } from "./model.ts";
import type { Problem } from "./samples.ts";
import { answerPlace, promptLength, type Task } from "./task.ts";
import { answerer, columnsFirst, tokensOf } from "./train.ts";

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
 * What stands in for a head's output: nothing, its mean over problems at each place, or its output on another problem drawn at
 * random (resample). The paper does not say which it used.
 */
export const ABLATIONS = ["zero", "mean", "resample"] as const;
export type Ablation = (typeof ABLATIONS)[number];

export interface AblationResult {
  /** Nats for each problem and column, from the units up: [problems, answer]. */
  readonly losses: Float32Array;
}

/**
 * Losses with some heads of a layer ablated, for each set of heads in turn; an empty set is the model as it is. All sets run through
 * one graph.
 */
export async function ablate(
  task: Task,
  shape: ModelShape,
  params: DigitTransformer,
  problems: readonly Problem[],
  options: {
    readonly kind: Ablation;
    readonly sets: readonly (readonly number[])[];
    readonly random: Random;
    readonly layer?: number;
  },
): Promise<AblationResult[]> {
  const { kind, sets, random, layer = shape.layers - 1 } = options;
  const answer = answerer(task, shape);
  const label = `blocks.${layer}.heads`;
  const rows = tokensOf(task, problems);
  const read = jit((weights: DigitTransformer, given: Tensor) => {
    const [, named] = capture((w: DigitTransformer) => answer(w, given), [label])(weights);
    return kind === "mean" ? mean(named[label], 0, { keepDims: true }) : named[label];
  });
  const run = jit((weights: DigitTransformer, given: Tensor, kept: Tensor, replacement: Tensor) => {
    const edited = intervene((w: DigitTransformer) => answer(w, given), {
      [label]: (z) => where(kept, z, replacement),
    });
    return crossEntropy(edited(weights), sliceAxis(given, 1, promptLength(task)));
  });
  try {
    const others = kind === "resample" ? shuffled(task, problems, random) : rows;
    const outputs = await read(params, others);
    const replacement =
      kind === "zero" ? tensor(new Float32Array(outputs.size), { shape: outputs.shape }) : outputs;
    const results: AblationResult[] = [];
    for (const set of sets) {
      const kept = Array.from({ length: shape.heads }, (_, head) => [[!set.includes(head)]]);
      const losses = await run(params, rows, tensor([kept]), replacement);
      results.push({
        losses: columnsFirst(task, (await losses.data()) as Float32Array),
      });
    }
    return results;
  } finally {
    await Promise.all([read.release(), run.release()]);
  }
}

function shuffled(task: Task, problems: readonly Problem[], random: Random): Tensor {
  const order = random.permutation(problems.length);
  return tokensOf(
    task,
    Array.from(order, (i) => problems[i]),
  );
}

/**
 * How steadily a head walks over the first operand: Spearman's rank correlation between the answer digits in the order they are
 * written and the operand's place it reads most at each. +1 walks to the right, −1 to the left.
 */
export function staircase(task: Task, map: readonly (readonly number[])[]): number {
  const steps = map.map((row) => argMaxOf(row.slice(0, task.left)));
  return spearman(
    steps.map((_, i) => i),
    steps,
  );
}

/** Mean share of a head's attention on the answer digit written just before, over the digits that have one. */
export function onPreviousDigit(task: Task, map: readonly (readonly number[])[]): number {
  const later = map.slice(1);
  const first = Math.min(answerPlace(task, 0), answerPlace(task, task.answer - 1));
  return later.reduce((sum, row, i) => sum + row[first + i], 0) / later.length;
}

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
