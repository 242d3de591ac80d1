/** Normalisation over channels, features, groups and batches; dropout, which does nothing outside training. */
import * as t from "../../ops/index.ts";
import { normalizeAxis, range, sizeOf } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import type { Call, Translation, Translations } from "./call.ts";

function batchNormalization(call: Call): readonly (Tensor | undefined)[] {
  const { input, float, int } = call;
  const [x, scale, bias, mean, variance] = range(5).map(input) as [Tensor, Tensor, Tensor, Tensor, Tensor];
  const epsilon = float("epsilon", 1e-5);
  if (int("training_mode", 0) === 0) {
    const running = { mean: t.cast(mean, x.dtype), variance: t.cast(variance, x.dtype) };
    return [t.batchNorm(x, scale, bias, { running, epsilon })[0]];
  }
  const [y, batch] = t.batchNorm(x, scale, bias, { epsilon });
  const momentum = float("momentum", 0.9);
  const mixed = (old: Tensor, now: Tensor): Tensor => t.add(t.mul(old, momentum), t.mul(now, 1 - momentum));
  return [y, mixed(mean, batch.mean), mixed(variance, batch.variance)];
}

function instanceNormalization({ input, float }: Call): Tensor {
  const x = input(0);
  return t.groupNorm(x, x.shape[1]!, input(1), input(2), { epsilon: float("epsilon", 1e-5) });
}

/** Scale and bias are given for each channel since version 21, for each group before. */
function groupNormalization({ input, int, float, opset }: Call): Tensor {
  const x = input(0);
  const groups = int("num_groups");
  const each = (p: Tensor): Tensor => (opset >= 21 ? p : t.repeat(p, x.shape[1]! / groups));
  return t.groupNorm(x, groups, each(input(1)), each(input(2)), { epsilon: float("epsilon", 1e-5) });
}

/** Over all axes from one on; the mean and 1/deviation are outputs too. */
export function layerNormalization(call: Call): readonly Tensor[] {
  const { input, optional, int, float, node } = call;
  const x = input(0);
  const axis = normalizeAxis(int("axis", -1), x.rank);
  const epsilon = float("epsilon", 1e-5);
  const features = sizeOf(x.shape.slice(axis));
  const rows = [...x.shape.slice(0, axis), features];
  const flat = (p: Tensor | undefined): Tensor | undefined => {
    if (!p) return undefined;
    return t.reshape(t.broadcastTo(p, x.shape.slice(axis)), [features]);
  };
  const y = t.reshape(
    t.layerNorm(t.reshape(x, rows), flat(input(1)), flat(optional(2)), { epsilon }),
    x.shape,
  );
  if (node.output.length === 1) return [y];
  const over = range(x.rank - axis, axis);
  const mean = t.mean(x, over, { keepDims: true });
  const inverse = t.rsqrt(t.add(t.variance(x, over, { keepDims: true }), epsilon));
  return [y, mean, inverse];
}

/** x / sqrt(mean(x^2) + epsilon) over the axes from one on. */
export function rmsNormalization({ input, int, float }: Call): Tensor {
  const x = input(0);
  const over = range(x.rank).slice(normalizeAxis(int("axis", -1), x.rank));
  const square = t.mean(t.mul(x, x), over, { keepDims: true });
  return t.mul(t.div(x, t.sqrt(t.add(square, float("epsilon", 1e-5)))), input(1));
}

/** Local response normalisation (Krizhevsky et al., 2012): over `size` neighbouring channels. */
function lrn({ input, int, float }: Call): Tensor {
  const x = input(0);
  const size = int("size");
  const before = Math.floor((size - 1) / 2);
  const widths = x.shape.map((_, axis): [number, number] =>
    axis === 1 ? [before, size - 1 - before] : [0, 0],
  );
  const padded = t.pad(t.mul(x, x), widths);
  const channels = x.shape[1]!;
  const sums = range(size)
    .map((i) => t.sliceAxis(padded, 1, i, i + channels))
    .reduce((a, b) => t.add(a, b));
  const base = t.add(t.mul(sums, float("alpha", 1e-4) / size), float("bias", 1));
  return t.div(x, t.pow(base, float("beta", 0.75)));
}

function lpNormalization({ input, int }: Call): Tensor {
  const x = input(0);
  const axis = int("axis", -1);
  const one = int("p", 2) === 1;
  const size = t.sum(one ? t.abs(x) : t.mul(x, x), axis, { keepDims: true });
  return t.div(x, one ? size : t.sqrt(size));
}

function meanVarianceNormalization({ input, ints }: Call): Tensor {
  const x = input(0);
  const axes = ints("axes") ?? [0, 2, 3];
  const centred = t.sub(x, t.mean(x, axes, { keepDims: true }));
  return t.div(centred, t.add(t.std(x, axes, { keepDims: true }), 1e-9));
}

const dropout: Translation = ({ input, maybeKnown, opset }) => {
  const x = input(0);
  const training = opset >= 12 && (maybeKnown(2)?.[0] ?? 0) !== 0 && (maybeKnown(1)?.[0] ?? 0.5) !== 0;
  if (training)
    throw new Error("in training mode it draws numbers that no seed gives: use `dropout` with a key");
  return [x, t.ones(x.shape, "bool")];
};

export const normalizations: Translations = {
  BatchNormalization: batchNormalization,
  Dropout: dropout,
  GroupNormalization: groupNormalization,
  InstanceNormalization: instanceNormalization,
  LayerNormalization: layerNormalization,
  LRN: lrn,
  LpNormalization: lpNormalization,
  MeanVarianceNormalization: meanVarianceNormalization,
  RMSNormalization: rmsNormalization,
};
