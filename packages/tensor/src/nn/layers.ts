/**
 * Layers as pairs of functions: one makes parameters (a plain tree), one applies them. Nothing is hidden in an object, so parameters can be
 * trained, frozen, averaged, edited and saved like any tree.
 */
import { add, div, embed, layerNorm, matmul, reshape, where } from "../ops/index.ts";
import { bernoulli, split } from "../random.ts";
import { zeros, zerosLike, ones } from "../ops/create.ts";
import { lecunNormal, normal, type Initializer } from "./initializers.ts";
import { fail } from "../errors.ts";
import { show, type Tensor } from "../tensor.ts";

export interface Linear {
  /** [inputs, outputs] */
  readonly weight: Tensor;
  /** [outputs] */
  readonly bias?: Tensor;
}

export interface LinearOptions {
  readonly bias?: boolean;
  readonly init?: Initializer;
}

export const initLinear = (
  key: Tensor,
  inputs: number,
  outputs: number,
  { bias = true, init = lecunNormal }: LinearOptions = {},
): Linear => ({
  weight: init(key, [inputs, outputs]),
  ...(bias && { bias: zeros([outputs]) }),
});

/** x [..., inputs] -> [..., outputs]. The bias is added to rows, so that ONNX Runtime makes one Gemm of product and sum. */
export function linear({ weight, bias }: Linear, x: Tensor): Tensor {
  if (!bias) return matmul(x, weight);
  const rows = reshape(x, [-1, x.shape.at(-1)!]);
  return reshape(add(matmul(rows, weight), bias), [...x.shape.slice(0, -1), weight.shape[1]!]);
}

export interface Norm {
  /** Both [features]. */
  readonly scale: Tensor;
  readonly bias: Tensor;
}

export const initNorm = (features: number): Norm => ({ scale: ones([features]), bias: zeros([features]) });

/** Layer normalisation over the last axis. */
export const norm = ({ scale, bias }: Norm, x: Tensor): Tensor => layerNorm(x, scale, bias);

export interface Embedding {
  /** [vocabulary, features] */
  readonly table: Tensor;
}

export const initEmbedding = (
  key: Tensor,
  vocabulary: number,
  features: number,
  init: Initializer = normal(0.02),
): Embedding => ({
  table: init(key, [vocabulary, features]),
});

/** Token indices (int32) [...] -> [..., features]. */
export const embedding = ({ table }: Embedding, tokens: Tensor): Tensor => embed(table, tokens);

/**
 * Sets elements to zero with probability `rate` and scales the others by 1 / (1 - rate) (Srivastava et al., 2014).
 * @throws TensorError if the rate is not from 0 to 1.
 */
export function dropout(key: Tensor, x: Tensor, rate: number): Tensor {
  if (!(rate >= 0 && rate <= 1)) fail(`dropout of ${show(x)}: the rate ${rate} is not from 0 to 1`);
  if (rate === 0) return x;
  if (rate === 1) return zerosLike(x);
  return where(bernoulli(key, 1 - rate, x.shape), div(x, 1 - rate), 0);
}

export interface Mlp {
  readonly up: Linear;
  readonly down: Linear;
}

export function initMlp(key: Tensor, features: number, hidden: number): Mlp {
  const [a, b] = split(key) as [Tensor, Tensor];
  return { up: initLinear(a, features, hidden), down: initLinear(b, hidden, features) };
}

/** x [..., features] -> [..., features] through one hidden layer. */
export const mlp = (params: Mlp, x: Tensor, activation: (h: Tensor) => Tensor): Tensor =>
  linear(params.down, activation(linear(params.up, x)));
