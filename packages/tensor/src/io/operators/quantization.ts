/**
 * Quantization: real = scale (integer - zero point). Rounding has no derivative, so gradients stop there; a straight-through estimator is given to
 * importOnnx as a translation of one's own.
 */
import { dtypes, integerRange } from "../../dtype.ts";
import * as t from "../../ops/index.ts";
import { normalizeAxis, range } from "../../shape.ts";
import { scalar, type Tensor } from "../../tensor.ts";
import type { Call, Translations } from "./call.ts";
import { integerProduct } from "./matrices.ts";
import { windows } from "./windows.ts";

/** A scale or zero point for each index of one axis, or one for all. */
const along = (p: Tensor, axis: number, rank: number): Tensor =>
  p.size === 1
    ? t.reshape(p, [])
    : t.reshape(
        p,
        range(rank).map((a) => (a === axis ? p.size : 1)),
      );

/** round(x / scale) + zero point, to even, saturated. */
function quantized(x: Tensor, scale: Tensor, zero: Tensor, axis: number): Tensor {
  const steps = t.round(t.div(t.cast(x, "float32"), along(scale, axis, x.rank)));
  const shifted = t.add(steps, along(t.cast(zero, "float32"), axis, x.rank));
  return t.cast(t.clip(shifted, ...integerRange(zero.dtype)), zero.dtype);
}

const real = (q: Tensor, scale: Tensor, zero: Tensor | undefined, axis: number): Tensor => {
  const steps = t.cast(q, scale.dtype);
  const less = zero ? t.sub(steps, along(t.cast(zero, scale.dtype), axis, q.rank)) : steps;
  return t.mul(less, along(scale, axis, q.rank));
};

const axisOf = ({ int }: Call, { rank }: Tensor): number =>
  rank < 2 ? 0 : normalizeAxis(int("axis", 1), rank);

function dynamicQuantize({ input }: Call): Tensor[] {
  const x = input(0);
  const [low, high] = [t.minimum(t.min(x), 0), t.maximum(t.max(x), 0)];
  const scale = t.div(t.sub(high, low), 255);
  const zero = t.cast(t.clip(t.round(t.neg(t.div(low, scale))), 0, 255), "uint8");
  return [quantized(x, scale, zero, 0), scale, zero];
}

/** The result of an integer product, brought to the scale of the output. */
function rescaled(sum: Tensor, factor: Tensor, zero: Tensor): Tensor {
  const shifted = t.add(t.round(t.mul(t.cast(sum, "float32"), factor)), t.cast(zero, "float32"));
  return t.cast(t.clip(shifted, ...integerRange(zero.dtype)), zero.dtype);
}

function qLinearMatMul({ input, ...call }: Call): Tensor {
  const order = [input(0), input(3), input(2), input(5)];
  const sum = integerProduct({ ...call, input: (i) => order[i]!, optional: (i) => order[i] });
  const rows = input(1).size > 1 ? t.expandDims(input(1), 1) : input(1);
  return rescaled(sum, t.div(t.mul(rows, input(4)), input(6)), input(7));
}

function qLinearConv({ input, optional, ...call }: Call): Tensor {
  const order = [input(0), input(3), input(2), input(5)];
  const sum = windows["ConvInteger"]!({
    ...call,
    input: (i) => order[i]!,
    optional: (i) => order[i],
  }) as Tensor;
  const channels = (p: Tensor): Tensor => along(p, 1, sum.rank);
  const bias = optional(8);
  const factor = t.div(t.mul(t.reshape(input(1), []), channels(input(4))), t.reshape(input(6), []));
  return rescaled(bias ? t.add(sum, channels(bias)) : sum, factor, input(7));
}

export const quantizations: Translations = {
  DequantizeLinear: (call) =>
    real(call.input(0), call.input(1), call.optional(2), axisOf(call, call.input(0))),
  DynamicQuantizeLinear: dynamicQuantize,
  QLinearConv: qLinearConv,
  QLinearMatMul: qLinearMatMul,
  QuantizeLinear: (call) => {
    const zero = call.optional(2) ?? scalar(0, "uint8");
    const axis = axisOf(call, call.input(0));
    if (call.optional(2) && dtypes[zero.dtype].kind === "float")
      return t.cast(t.div(call.input(0), along(call.input(1), axis, call.input(0).rank)), zero.dtype);
    return quantized(call.input(0), call.input(1), zero, axis);
  },
};
