/**
 * @file Normalisations. The products with the inverse deviation and with the scale, and the squares under the mean, are under the node's
 * arithmetic; sums and roots are float64, rounded once.
 */
import {
  numberOf,
  requiredFloat,
  type Inputs,
  type Operator,
  type OperatorCall,
  type OperatorTable,
} from "../operator.ts";
import { zipValues } from "../broadcast.ts";
import { axisOf, floatValue, show, sizeOf, type FloatValue } from "../value.ts";

/** Normalises rows of consecutive elements: x -> scale · (x - mean) / √(variance + ε) + bias. */
function normalizeRows(
  x: FloatValue,
  length: number,
  call: OperatorCall,
  {
    centred,
    scale,
    bias,
  }: {
    readonly centred: boolean;
    /** Scale and bias of element i. */
    readonly scale: (index: number) => number;
    readonly bias: (index: number) => number;
  },
): [normalized: FloatValue, means: Float32Array, inverses: Float32Array] {
  const { products } = call;
  const multiply = products.exact ? (a: number, b: number) => a * b : products.multiply;
  const epsilon = numberOf(call, "epsilon", 1e-5);
  const out = new Float32Array(x.data.length);
  const means = new Float32Array(out.length / length);
  const inverses = new Float32Array(means.length);
  products.count(3 * out.length);
  for (let start = 0; start < out.length; start += length) {
    let mean = 0;
    if (centred) {
      for (let i = start; i < start + length; i++) mean += x.data[i];
      mean /= length;
    }
    let squares = 0;
    for (let i = start; i < start + length; i++) squares += multiply(x.data[i] - mean, x.data[i] - mean);
    const inverse = 1 / Math.sqrt(squares / length + epsilon);
    means[start / length] = mean;
    inverses[start / length] = inverse;
    for (let i = start; i < start + length; i++)
      out[i] = multiply(multiply(x.data[i] - mean, inverse), scale(i)) + bias(i);
  }
  return [floatValue(out, x.shape), means, inverses];
}

function checkLength(name: string, { data, shape }: FloatValue, length: number, of: string): void {
  if (data.length !== length) throw new RangeError(`a ${name} of shape ${show(shape)} does not fit ${of}`);
}

const overLastAxes =
  (centred: boolean): Operator =>
  (inputs, call) => {
    const [x, scale] = [requiredFloat(inputs, 0), requiredFloat(inputs, 1)];
    const bias = inputs[2] && requiredFloat(inputs, 2);
    const axis = axisOf(numberOf(call, "axis", -1), x.shape.length);
    const length = sizeOf(x.shape.slice(axis));
    const rowsOf = `rows of ${length} elements`;
    checkLength("scale", scale, length, rowsOf);
    if (bias) checkLength("bias", bias, length, rowsOf);
    const [out, means, inverses] = normalizeRows(x, length, call, {
      centred,
      scale: (i) => scale.data[i % length],
      bias: bias ? (i) => bias.data[i % length] : () => 0,
    });
    const rows = x.shape.map((n, i) => (i < axis ? n : 1));
    // RMS normalisations have no mean to give.
    return centred ? [out, floatValue(means, rows), floatValue(inverses, rows)] : [out];
  };

/** The sum of an input and a residual, normalised; the sum itself is the fourth output. */
const withSkip =
  (centred: boolean): Operator =>
  (inputs, call) => {
    const [x, skip] = [requiredFloat(inputs, 0), requiredFloat(inputs, 1)];
    const added = inputs[centred ? 4 : 3];
    let sum = zipValues(x, skip, "float32", (a, b) => a + b);
    if (added) sum = zipValues(sum, added, "float32", (a, b) => a + b);
    const rest: Inputs = [sum, inputs[2], ...(centred ? [inputs[3]] : [])];
    const [normal] = overLastAxes(centred)(rest, call) as readonly FloatValue[];
    const nothing = floatValue(new Float32Array(0), [0]);
    return [normal, nothing, nothing, sum];
  };

/** Normalises each channel of each image. */
const instanceNormalization: Operator = (inputs, call) => {
  const [x, scale, bias] = [requiredFloat(inputs, 0), requiredFloat(inputs, 1), requiredFloat(inputs, 2)];
  checkLength("scale", scale, x.shape[1], `${x.shape[1]} channels`);
  checkLength("bias", bias, x.shape[1], `${x.shape[1]} channels`);
  const area = sizeOf(x.shape.slice(2));
  const channel = (i: number): number => Math.floor(i / area) % x.shape[1];
  const [out] = normalizeRows(x, area, call, {
    centred: true,
    scale: (i) => scale.data[channel(i)],
    bias: (i) => bias.data[channel(i)],
  });
  return out;
};

const batchNormalization: Operator = (inputs, call) => {
  const [x, scale, bias, mean, variance] = [0, 1, 2, 3, 4].map((i) => requiredFloat(inputs, i));
  if (numberOf(call, "training_mode", 0) === 1) throw new RangeError("training mode is not supported");
  for (const [name, vector] of Object.entries({ scale, bias, mean, variance }))
    checkLength(name, vector, x.shape[1], `${x.shape[1]} channels`);
  const area = sizeOf(x.shape.slice(2));
  const epsilon = numberOf(call, "epsilon", 1e-5);
  const { products } = call;
  const factor = variance.data.map((v, c) => scale.data[c] / Math.sqrt(v + epsilon));
  const out = new Float32Array(x.data.length);
  products.count(out.length);
  for (let i = 0; i < out.length; i++) {
    const c = Math.floor(i / area) % x.shape[1];
    out[i] = products.multiply(x.data[i] - mean.data[c], factor[c]) + bias.data[c];
  }
  return floatValue(out, x.shape);
};

export const normalizations: OperatorTable = {
  LayerNormalization: overLastAxes(true),
  RMSNormalization: overLastAxes(false),
  SimplifiedLayerNormalization: overLastAxes(false),
  SkipLayerNormalization: withSkip(true),
  SkipSimplifiedLayerNormalization: withSkip(false),
  InstanceNormalization: instanceNormalization,
  BatchNormalization: batchNormalization,
};
