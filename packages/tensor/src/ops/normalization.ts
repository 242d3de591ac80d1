/**
 * Layer normalisation (Ba, Kiros and Hinton, 2016) as one operator, for which ONNX Runtime has a kernel that also returns the mean and
 * 1/deviation that the derivative needs.
 */
import { definePrimitive, type Tangent } from "../primitive.ts";
import { isFloat } from "../dtype.ts";
import { fail } from "../errors.ts";
import { range } from "../shape.ts";
import { show, type Tensor } from "../tensor.ts";
import { reshape } from "./structural.ts";
import { float } from "../onnx/model.ts";
import { add, div, mul, neg, reciprocal, sqrt, sub } from "./elementwise.ts";
import { ones, zeros } from "./create.ts";
import { mean, variance } from "./reduce.ts";

const layerNormOp = definePrimitive<{ epsilon: number }>({
  name: "layerNorm",
  shape([x, scale, bias]) {
    const n = x!.shape.at(-1);
    for (const p of [scale!, bias!])
      if (p.rank !== 1 || p.size !== n) throw new Error(`scale and bias should have the shape [${n}]`);
    if (!isFloat(x!.dtype) || scale!.dtype !== x!.dtype || bias!.dtype !== x!.dtype)
      throw new Error("the dtypes differ or are not float");
    const statistic = { shape: [...x!.shape.slice(0, -1), 1], dtype: x!.dtype };
    return [x!, statistic, statistic];
  },
  jvp([tx, ts, tb], { inputs: [x, scale], outputs: [, mu, inverse] }) {
    // With n = (x - mu) r: dn = r (dx - mean(dx) - n mean(n dx)).
    const n = mul(sub(x!, mu!), inverse!);
    const parts: Tensor[] = [];
    let [dMu, dInverse]: Tangent[] = [null, null];
    if (tx) {
      const slope = mean(mul(n, tx), -1, { keepDims: true });
      dMu = mean(tx, -1, { keepDims: true });
      dInverse = neg(mul(mul(inverse!, inverse!), slope));
      parts.push(mul(mul(sub(sub(tx, dMu), mul(n, slope)), inverse!), scale!));
    }
    if (ts) parts.push(mul(n, ts));
    if (tb) parts.push(parts.length > 0 ? tb : add(zeros(x!.shape, x!.dtype), tb));
    return [parts.reduce((sum, part) => add(sum, part)), dMu, dInverse];
  },
  onnx(emit, names, { inputs }, { epsilon }) {
    const { dtype } = inputs[0]!;
    if (dtype === "float32")
      return emit.ops("LayerNormalization", names, { axis: -1, epsilon: float(epsilon) }, { outputs: 3 });
    // The kernel returns its statistics in float32 whatever the input is.
    const [x, scale, bias] = names as [string, string, string];
    const average = (y: string): string => emit.op("ReduceMean", [y, emit.ints([-1])], { keepdims: 1 });
    const mu = average(x);
    const centred = emit.op("Sub", [x, mu]);
    const spread = emit.op("Add", [
      average(emit.op("Mul", [centred, centred])),
      emit.constant([epsilon], dtype),
    ]);
    const inverse = emit.op("Reciprocal", [emit.op("Sqrt", [spread])]);
    const y = emit.op("Add", [emit.op("Mul", [emit.op("Mul", [centred, inverse]), scale]), bias]);
    return [y, mu, inverse];
  },
});

/**
 * (x - mean) / sqrt(variance + epsilon) over the last axis, times `scale`, plus `bias` (each [features]; absent: 1 and 0).
 */
export function layerNorm(
  x: Tensor,
  scale?: Tensor,
  bias?: Tensor,
  { epsilon = 1e-5 }: { readonly epsilon?: number } = {},
): Tensor {
  const features = [x.shape.at(-1) ?? 1];
  return layerNormOp([x, scale ?? ones(features, x.dtype), bias ?? zeros(features, x.dtype)], { epsilon });
}

/** x / sqrt(mean(x^2) + epsilon) over the last axis, times `scale` (Zhang and Sennrich, 2019). */
export function rmsNorm(
  x: Tensor,
  scale?: Tensor,
  { epsilon = 1e-6 }: { readonly epsilon?: number } = {},
): Tensor {
  const normalised = div(x, sqrt(add(mean(mul(x, x), -1, { keepDims: true }), epsilon)));
  return scale ? mul(normalised, scale) : normalised;
}

/** Normalises over groups of channels and all of space (Wu and He, 2018): x [batch, channels, ...space], scale and bias [channels]. */
export function groupNorm(
  x: Tensor,
  groups: number,
  scale?: Tensor,
  bias?: Tensor,
  { epsilon = 1e-5 }: { readonly epsilon?: number } = {},
): Tensor {
  const [batch, channels, ...space] = x.shape as [number, number, ...number[]];
  if (channels % groups !== 0) fail(`groupNorm of ${show(x)}: ${channels} channels in ${groups} groups`);
  const normalised = reshape(
    layerNorm(reshape(x, [batch, groups, -1]), undefined, undefined, { epsilon }),
    x.shape,
  );
  return perChannel(normalised, space.length, scale, bias);
}

/** Normalises each channel of each image over space: `groupNorm` with a group for each channel (Ulyanov et al., 2016). */
export const instanceNorm = (x: Tensor, scale?: Tensor, bias?: Tensor): Tensor =>
  groupNorm(x, x.shape[1]!, scale, bias);

export interface BatchStatistics {
  /** Both [channels]. */
  readonly mean: Tensor;
  readonly variance: Tensor;
}

/**
 * Normalises each channel over batch and space (Ioffe and Szegedy, 2015): x [batch, channels, ...space], scale and bias [channels]. Returns the
 * result and the statistics it used: the batch's own, or `running` ones, which the caller averages over steps with `ema`.
 */
export function batchNorm(
  x: Tensor,
  scale?: Tensor,
  bias?: Tensor,
  { running, epsilon = 1e-5 }: { readonly running?: BatchStatistics; readonly epsilon?: number } = {},
): [Tensor, BatchStatistics] {
  const axes = range(x.rank).filter((axis) => axis !== 1);
  const statistics = running ?? { mean: mean(x, axes), variance: variance(x, axes) };
  const spatial = x.rank - 2;
  const centred = sub(x, channelwise(statistics.mean, spatial));
  const inverse = reciprocal(sqrt(add(statistics.variance, epsilon)));
  // One factor for each channel: 1/deviation and scale together.
  const factor = scale ? mul(inverse, scale) : inverse;
  return [perChannel(centred, spatial, factor, bias), statistics];
}

const channelwise = (p: Tensor, spatial: number): Tensor =>
  reshape(p, [p.size, ...range(spatial).map(() => 1)]);

function perChannel(x: Tensor, spatial: number, scale?: Tensor, bias?: Tensor): Tensor {
  const scaled = scale ? mul(x, channelwise(scale, spatial)) : x;
  return bias ? add(scaled, channelwise(bias, spatial)) : scaled;
}
