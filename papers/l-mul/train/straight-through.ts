/**
 * @file Training of an ONNX model whose forward pass is computed under any arithmetic and whose backward pass is the exact one: the
 * straight-through estimator (Bengio, Léonard and Courville, 2013).
 *
 * The interpreter runs the model and hands over the output of every node that multiplies. In the compiled training graph each of these outputs is
 * replaced by the value handed over, with the derivative of the exact node at the values that it really read. So the forward pass has the
 * interpreter's bits, whatever the arithmetic, and needs no emulation in the graph.
 */
import { interpreter, type Assignment, type Value } from "@working-papers/arithmetic/interpreter";
import {
  customVjp,
  importOnnx,
  initTraining,
  intervene,
  meanCrossEntropy,
  tensor,
  trainingStep,
  zerosLike,
  type Tensor,
} from "@working-papers/tensor";
import type { Optimizer } from "@working-papers/tensor/optim";

type Weights = Readonly<Record<string, Tensor>>;

/** The value handed over, with the derivative of what it stands for. */
export const straightThrough = customVjp(
  (_: Tensor, given: Tensor) => given,
  (_: Tensor, given: Tensor): [Tensor, Tensor] => [given, given],
  (given, cotangent): [Tensor, Tensor] => [cotangent, zerosLike(given)],
);

const asTensor = ({ data, shape, dtype }: Value): Tensor =>
  tensor(data as Float32Array, { shape: [...shape], dtype: dtype === "float32" ? "float32" : "int32" });

export interface FineTuning<State> {
  readonly arithmetic: Assignment;
  readonly optimizer: Optimizer<State>;
  readonly steps: number;
  /** Pixels or other inputs of the model's one input, and int32 labels. */
  readonly batch: (step: number) => Promise<{ readonly images: Tensor; readonly labels: Tensor }>;
  readonly report?: (step: number, loss: number) => void;
}

/** The graph's function with the outputs of nodes replaced by values handed over. */
export function withGiven(model: ReturnType<typeof importOnnx>, names: readonly string[]) {
  return (weights: Weights, input: Tensor, given: Weights): Tensor => {
    const edits = Object.fromEntries(
      names.map((name) => [name, (x: Tensor) => straightThrough(x, given[name])]),
    );
    const apply = intervene((w: Weights) => model.apply(w, { [model.inputs[0].name]: input }), edits);
    return apply(weights)[model.outputs[0].name];
  };
}

/** Runs the model under an arithmetic and returns the output of each node that multiplies, by its name in the graph. */
export async function givenOf(
  bytes: Uint8Array,
  arithmetic: Assignment,
  input: Tensor,
  weights: Weights = {},
): Promise<{ given: Record<string, Tensor>; output: Value }> {
  const runner = interpreter(bytes);
  const given: Record<string, Tensor> = {};
  const values = await Promise.all(
    Object.entries(weights).map(async ([name, x]): Promise<[string, Value]> => [
      name,
      { dtype: "float32", shape: x.shape, data: ((await x.data()) as Float32Array).slice() },
    ]),
  );
  const data = ((await input.data()) as Float32Array).slice();
  const result = await runner.run(
    { [runner.inputs[0].name]: { dtype: "float32", shape: input.shape, data } },
    {
      arithmetic,
      weights: Object.fromEntries(values),
      afterNode: ({ node, outputs }) => {
        if (node.class !== "other") given[node.outputs[0]] = asTensor(outputs[0]);
      },
    },
  );
  return { given, output: Object.values(result)[0] };
}

/** Fine-tunes all weights of a classifier and returns the model with the new ones. */
export async function fineTune<State>(bytes: Uint8Array, work: FineTuning<State>): Promise<Uint8Array> {
  const model = importOnnx(bytes);
  const first = await work.batch(0);
  const { given: example } = await givenOf(bytes, work.arithmetic, first.images);
  const logits = withGiven(model, Object.keys(example));
  interface Batch {
    readonly images: Tensor;
    readonly labels: Tensor;
    readonly given: Weights;
  }
  const step = trainingStep(
    (weights: Weights, { images, labels, given }: Batch) =>
      meanCrossEntropy(logits(weights, images, given), labels),
    work.optimizer,
  );
  let state = await initTraining(model.params, work.optimizer);
  for (let i = 0; i < work.steps; i++) {
    const { images, labels } = await work.batch(i);
    const { given } = await givenOf(bytes, work.arithmetic, images, state.params);
    const [next, loss] = await step(state, { images, labels, given });
    state = next;
    if ((i + 1) % 20 === 0 || i + 1 === work.steps) work.report?.(i + 1, await loss.item());
  }
  return model.withWeights(state.params);
}
