/** Reductions, where an extremum stands, softmax and the losses made of it, cumulative sums, top-k. */
import { isFloat } from "../../dtype.ts";
import * as t from "../../ops/index.ts";
import { normalizeAxis, range, sizeOf } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import type { Call, Translation, Translations } from "./call.ts";

/** Axes of a reduction: an input since some version, an attribute before; none means all, or nothing at all where the node says so. */
function axesOf({ input, maybeKnown, ints, int }: Call): number[] {
  const given = maybeKnown(1) ?? ints("axes") ?? [];
  const { rank } = input(0);
  if (given.length > 0) return given.map((axis) => normalizeAxis(axis, rank));
  return int("noop_with_empty_axes", 0) === 1 ? [] : range(rank);
}

type Reduction = (x: Tensor, axes: number[], options: { keepDims: boolean }) => Tensor;

const reduction =
  (f: Reduction): Translation =>
  (call) =>
    f(call.input(0), axesOf(call), { keepDims: call.int("keepdims", 1) === 1 });

const square: Reduction = (x, axes, options) => t.sum(t.mul(x, x), axes, options);

/** Means and square roots of integers, rounded toward zero like ONNX Runtime's. */
const inFloat =
  (f: Reduction): Reduction =>
  (x, axes, options) =>
    isFloat(x.dtype) ? f(x, axes, options) : t.cast(f(t.cast(x, "float64"), axes, options), x.dtype);

const position =
  (f: (x: Tensor, axis: number) => Tensor): Translation =>
  ({ input, int }) => {
    const x = input(0);
    const axis = normalizeAxis(int("axis", 0), x.rank);
    // The last of several is the first from the other end.
    const last = int("select_last_index", 0) === 1;
    const found = last ? t.sub(x.shape[axis]! - 1, f(t.flip(x, axis), axis)) : f(x, axis);
    const place = t.cast(found, "int64");
    return int("keepdims", 1) === 1 ? t.expandDims(place, axis) : place;
  };

/** Before version 13 these worked on a matrix: everything from the axis on is one row. */
const alongAxis =
  (f: (x: Tensor, axis: number) => Tensor): Translation =>
  ({ input, int, opset }) => {
    const x = input(0);
    if (opset >= 13) return f(x, normalizeAxis(int("axis", -1), x.rank));
    const axis = normalizeAxis(int("axis", 1), x.rank);
    const matrix = t.reshape(x, [sizeOf(x.shape.slice(0, axis)), sizeOf(x.shape.slice(axis))]);
    return t.reshape(f(matrix, 1), x.shape);
  };

const hardmax = (x: Tensor, axis: number): Tensor => {
  const hot = t.oneHot(t.argMax(x, axis), x.shape[axis]!, x.dtype);
  const perm = range(x.rank - 1).toSpliced(axis, 0, x.rank - 1);
  return t.transpose(hot, perm);
};

/** -log p of each label, times its class's weight, with the labels to ignore left out: logProbabilities [batch, classes, ...]. */
function negativeLogLikelihood(call: Call, logProbabilities: Tensor, labels: Tensor): Tensor {
  const weights = call.optional(2);
  const ignore = call.node.attribute.some((a) => a.name === "ignore_index")
    ? call.int("ignore_index")
    : undefined;
  const wide = t.cast(labels, "int64");
  const kept = ignore === undefined ? undefined : t.notEqual(wide, ignore);
  const safe = kept ? t.where(kept, wide, 0) : wide;
  const picked = t.squeeze(t.takeAlongAxis(logProbabilities, t.expandDims(safe, 1), 1), 1);
  const { dtype } = logProbabilities;
  const each = weights ? t.take(weights, safe) : t.ones(labels.shape, dtype);
  const weight = kept ? t.where(kept, each, 0) : each;
  const losses = t.neg(t.mul(picked, weight));
  const how = call.text("reduction", "mean");
  if (how === "none") return losses;
  return how === "sum" ? t.sum(losses) : t.div(t.sum(losses), t.sum(weight));
}

function topK({ input, known, int, opset }: Call): Tensor[] {
  const k = opset >= 10 ? known(1)[0]! : int("k");
  const x = input(0);
  const axis = normalizeAxis(int("axis", -1), x.rank);
  const [values, places] = t.topK(x, k, axis, { largest: int("largest", 1) === 1 });
  return [values, t.cast(places, "int64")];
}

export const reductions: Translations = {
  ArgMax: position(t.argMax),
  ArgMin: position(t.argMin),
  CumSum: ({ input, known, int }) =>
    t.cumSum(input(0), known(1)[0]!, {
      reverse: int("reverse", 0) === 1,
      exclusive: int("exclusive", 0) === 1,
    }),
  Hardmax: alongAxis(hardmax),
  LogSoftmax: alongAxis(t.logSoftmax),
  NegativeLogLikelihoodLoss: (call) => negativeLogLikelihood(call, call.input(0), call.input(1)),
  ReduceL1: reduction((x, axes, options) => t.sum(t.abs(x), axes, options)),
  ReduceL2: reduction(inFloat((x, axes, options) => t.sqrt(square(x, axes, options)))),
  ReduceLogSum: reduction((x, axes, options) => t.log(t.sum(x, axes, options))),
  ReduceLogSumExp: reduction(t.logSumExp),
  ReduceMax: reduction(t.max),
  ReduceMean: reduction(inFloat(t.mean)),
  ReduceMin: reduction(t.min),
  ReduceProd: reduction(t.prod),
  ReduceSum: reduction(t.sum),
  ReduceSumSquare: reduction(square),
  Softmax: alongAxis(t.softmax),
  SoftmaxCrossEntropyLoss: (call) => {
    const logProbabilities = t.logSoftmax(call.input(0), 1);
    return [negativeLogLikelihood(call, logProbabilities, call.input(1)), logProbabilities];
  },
  TopK: topK,
};
