/**
 * Softmax and its logarithm as operators of their own: ONNX Runtime has a fast kernel for each, and their derivatives need only the result.
 */
import { definePrimitive } from "../primitive.ts";
import { isFloat } from "../dtype.ts";
import type { Tensor } from "../tensor.ts";
import { exp, mul, neg, sub } from "./elementwise.ts";
import { takeAlongAxis } from "./indexing.ts";
import { mean } from "./reduce.ts";
import { axisOf } from "./rearrange.ts";
import { expandDims, squeeze, sum } from "./structural.ts";

const floatShape = ([x]: readonly Tensor[]): Tensor => {
  if (!isFloat(x!.dtype)) throw new Error("needs a float dtype: cast first");
  return x!;
};

const softmaxOp = definePrimitive<{ axis: number }>({
  name: "softmax",
  shape: floatShape,
  jvp: ([t], { outputs: [y] }, { axis }) => {
    const weighted = mul(y!, t!);
    return sub(weighted, mul(y!, sum(weighted, axis, { keepDims: true })));
  },
  onnx: (emit, [x], _, { axis }) => emit.op("Softmax", [x!], { axis }),
});

/** exp(x) / sum(exp(x)) along an axis, shifted by the maximum so that it does not overflow. */
export const softmax = (x: Tensor, axis = -1): Tensor => softmaxOp([x], { axis: axisOf("softmax", x, axis) });

const logSoftmaxOp = definePrimitive<{ axis: number }>({
  name: "logSoftmax",
  shape: floatShape,
  jvp: ([t], { outputs: [y] }, { axis }) => sub(t!, sum(mul(exp(y!), t!), axis, { keepDims: true })),
  onnx: (emit, [x], _, { axis }) => emit.op("LogSoftmax", [x!], { axis }),
});

/** x - log(sum(exp(x))) along an axis. */
export const logSoftmax = (x: Tensor, axis = -1): Tensor =>
  logSoftmaxOp([x], { axis: axisOf("logSoftmax", x, axis) });

/** -log softmax(logits)[label] for each row: logits [..., classes], labels (int32) [...] -> [...]. */
export const crossEntropy = (logits: Tensor, labels: Tensor): Tensor =>
  neg(squeeze(takeAlongAxis(logSoftmax(logits), expandDims(labels, -1), -1), -1));

/** Mean cross-entropy over all rows. */
export const meanCrossEntropy = (logits: Tensor, labels: Tensor): Tensor =>
  mean(crossEntropy(logits, labels));
