/**
 * Scaled dot-product attention (Vaswani et al., 2017): softmax(Q K' / sqrt(d)) V, for one head or many.
 */
import { add, matmul, mul, reshape, softmax, transpose, where } from "../ops/index.ts";
import { split } from "../random.ts";
import { fail } from "../errors.ts";
import { name } from "../interventions.ts";
import { initLinear, linear, type Linear } from "./layers.ts";
import { scalar, show, type Tensor } from "../tensor.ts";

export interface AttentionBias {
  /** Bool, broadcastable to [..., queries, keys]: where false, nothing is attended. */
  readonly mask?: Tensor;
  /** Added to the scores, broadcastable to [..., queries, keys]. */
  readonly bias?: Tensor;
}

/** Large enough that exp underflows to zero, small enough that sums with it are finite. */
const never = -1e9;

/** softmax of the scores of queries [..., q, d] against keys [..., k, d]: [..., q, k]. */
export function attentionWeights(queries: Tensor, keys: Tensor, { mask, bias }: AttentionBias = {}): Tensor {
  // Scaling the queries costs q d multiplications, scaling the scores q k.
  const scaled = mul(queries, 1 / Math.sqrt(queries.shape.at(-1)!));
  let scores = matmul(scaled, keys, { transB: true });
  if (bias) scores = add(scores, bias);
  // As a sum the mask is a small constant and needs nothing in the backward pass, where the weights are zero already.
  if (mask) scores = add(scores, where(mask, scalar(0, scores.dtype), never));
  return softmax(scores);
}

/** Attention of queries [..., q, d] over keys [..., k, d] and values [..., k, e]: [..., q, e]. */
export const attention = (queries: Tensor, keys: Tensor, values: Tensor, bias: AttentionBias = {}): Tensor =>
  matmul(attentionWeights(queries, keys, bias), values);

export interface MultiHeadAttention {
  readonly query: Linear;
  readonly key: Linear;
  readonly value: Linear;
  readonly out: Linear;
}

export function initAttention(key: Tensor, features: number): MultiHeadAttention {
  const [q, k, v, o] = split(key, 4).map((each) => initLinear(each, features, features)) as [
    Linear,
    Linear,
    Linear,
    Linear,
  ];
  return { query: q, key: k, value: v, out: o };
}

export interface MultiHeadOptions extends AttentionBias {
  readonly heads: number;
  /** Applied to queries and keys [batch, heads, length, d], such as `rotary`. */
  readonly position?: (x: Tensor) => Tensor;
  /** Prefix of the names under which intermediates can be read and replaced. Default `attention`. */
  readonly label?: string;
}

/**
 * Self-attention with several heads: x [batch, length, features] -> the same shape. Names `weights` [batch, heads, length, length] and
 * `heads` [batch, heads, length, d].
 * @throws TensorError if the features do not divide by the heads.
 */
export function multiHeadAttention(
  params: MultiHeadAttention,
  x: Tensor,
  { heads, position, label = "attention", ...bias }: MultiHeadOptions,
): Tensor {
  const [batch, length, features] = x.shape as [number, number, number];
  if (x.rank !== 3 || features % heads !== 0) fail(`multiHeadAttention of ${show(x)} with ${heads} heads`);
  const perHead = features / heads;
  const project = (weights: Linear): Tensor =>
    transpose(reshape(linear(weights, x), [batch, length, heads, perHead]), [0, 2, 1, 3]);
  const [q, k, v] = [project(params.query), project(params.key), project(params.value)];
  const scores = attentionWeights(position ? position(q) : q, position ? position(k) : k, bias);
  const weights = name(`${label}.weights`, scores);
  const seen = name(`${label}.heads`, matmul(weights, v));
  return linear(params.out, reshape(transpose(seen, [0, 2, 1, 3]), [batch, length, features]));
}
