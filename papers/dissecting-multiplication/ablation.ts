/** @file What is lost without a part of a layer: a head, several, or the MLP (section 3.2). */
import {
  capture,
  crossEntropy,
  intervene,
  jit,
  mean,
  mul,
  sliceAxis,
  tensor,
  where,
  type Tensor,
} from "@working-papers/tensor";
import type { Random } from "@working-papers/lab";
import { answerer, tokensOf, type DigitTransformer, type ModelShape } from "./model.ts";
import type { Problem } from "./samples.ts";
import { columnsFirst, promptLength, type Task } from "./task.ts";

/** A part of a layer that adds to the residual stream: a head by its number, or the MLP. */
export type Component = number | "mlp";

/**
 * What stands in for a component's output: nothing, its mean over problems at each place, or its output on another problem drawn at
 * random (resample). The paper does not say which it used.
 */
export const ABLATIONS = ["zero", "mean", "resample"] as const;
export type Ablation = (typeof ABLATIONS)[number];

/**
 * Losses with some components of a layer ablated, for each set of them in turn; an empty set is the model as it is. All sets run
 * through one graph.
 *
 * @returns for each set, nats for each problem and column, from the units up: [problems, answer]
 * @throws RangeError when the layer has no such head
 */
export async function ablate(
  task: Task,
  shape: ModelShape,
  params: DigitTransformer,
  problems: readonly Problem[],
  options: {
    readonly kind: Ablation;
    readonly sets: readonly (readonly Component[])[];
    readonly random: Random;
    /** Default the last. */
    readonly layer?: number;
  },
): Promise<Float32Array[]> {
  const { kind, sets, random, layer = shape.layers - 1 } = options;
  const masks = sets.map((set) => keptMasks(shape, set));
  const answer = answerer(task, shape);
  const [heads, mlp] = labelsOf(layer);
  const rows = tokensOf(task, problems);
  const read = jit((weights: DigitTransformer, given: Tensor) => {
    const [, named] = capture((w: DigitTransformer) => answer(w, given), [heads, mlp])(weights);
    const outputs = [named[heads], named[mlp]];
    if (kind === "zero") return outputs.map((each) => mul(each, 0));
    return kind === "mean" ? outputs.map((each) => mean(each, 0, { keepDims: true })) : outputs;
  });
  const run = jit((weights: DigitTransformer, given: Tensor, kept: Masks, others: Tensor[]) => {
    const edited = intervene((w: DigitTransformer) => answer(w, given), {
      [heads]: (z) => where(kept.heads, z, others[0]),
      [mlp]: (z) => where(kept.mlp, z, others[1]),
    });
    return crossEntropy(edited(weights), sliceAxis(given, 1, promptLength(task)));
  });
  try {
    const others = await read(params, kind === "resample" ? shuffled(task, problems, random) : rows);
    const results: Float32Array[] = [];
    for (const kept of masks) {
      const losses = await run(params, rows, kept, others);
      results.push(columnsFirst(task, (await losses.data()) as Float32Array));
    }
    return results;
  } finally {
    await Promise.all([read.release(), run.release()]);
  }
}

/** Names of what the heads and the MLP of a layer put out, in `forward`. */
export const labelsOf = (layer: number): [heads: string, mlp: string] => [
  `blocks.${layer}.heads`,
  `blocks.${layer}.mlp`,
];

/** Bool, true for what stays: [1, heads, 1, 1] and [1, 1, 1]. */
export interface Masks {
  readonly heads: Tensor;
  readonly mlp: Tensor;
}

/** @throws RangeError when there is no such head */
export function keptMasks({ heads }: Pick<ModelShape, "heads">, without: readonly Component[]): Masks {
  const unknown = without.find(
    (each) => each !== "mlp" && !(Number.isInteger(each) && each >= 0 && each < heads),
  );
  if (unknown !== undefined)
    throw new RangeError(`A component is "mlp" or a head from 0 to ${heads - 1}, not ${unknown}.`);
  return {
    heads: tensor([Array.from({ length: heads }, (_, head) => [[!without.includes(head)]])]),
    mlp: tensor([[[!without.includes("mlp")]]]),
  };
}

function shuffled(task: Task, problems: readonly Problem[], random: Random): Tensor {
  const order = random.permutation(problems.length);
  return tokensOf(
    task,
    Array.from(order, (i) => problems[i]),
  );
}
