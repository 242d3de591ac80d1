/**
 * @file The model: a decoder-only transformer over digits.
 *
 * Token and learned position embeddings are added; x ← MSA(x) + x, x ← FF(x) + x in every layer; logits come through the
 * table of tokens (section 3 of the paper). The paper leaves width, activation and normalisation open: here they are those of
 * the addition study that it follows (arXiv:2310.13121), normalisation before each part, ReLU, four times the width inside.
 *
 * Only the answer is predicted, so the last layer computes its queries, its MLP and the logits at the answer's places alone.
 * No number changes by it; of a one-layer model almost half of the work goes.
 */
import {
  add,
  embed,
  matmul,
  name,
  random,
  relu,
  reshape,
  sliceAxis,
  transpose,
  tensor,
  type Tensor,
} from "@working-papers/tensor";
import {
  attentionWeights,
  initBlock,
  initEmbedding,
  initNorm,
  linear,
  mlp,
  norm,
  type Block,
  type Embedding,
  type Norm,
} from "@working-papers/tensor/nn";
import { inputLength, vocabulary, type Task } from "./task.ts";

export interface DigitTransformer {
  readonly tokens: Embedding;
  readonly positions: Embedding;
  readonly blocks: readonly Block[];
  readonly norm: Norm;
}

export interface ModelShape {
  readonly layers: number;
  readonly heads: number;
  /** Width of the residual stream; a multiple of the heads. */
  readonly width: number;
}

/** The widest multiple of the heads up to `about` (510 for 3 heads of 512), as in the addition study. */
export const widthFor = (heads: number, about = 512): number => Math.floor(about / heads) * heads;

/** @throws RangeError when the width does not divide by the heads */
export function initModel(key: Tensor, task: Task, { layers, heads, width }: ModelShape): DigitTransformer {
  if (width % heads !== 0)
    throw new RangeError(`The width must be a multiple of the heads: ${width} is none of ${heads}.`);
  const keys = random.split(key, layers + 2);
  return {
    tokens: initEmbedding(keys[0], vocabulary(task), width),
    positions: initEmbedding(keys[1], inputLength(task), width),
    blocks: keys.slice(2).map((each) => initBlock(each, width)),
    norm: initNorm(width),
  };
}

export interface ForwardOptions {
  readonly heads: number;
  /** How many of the last places are answered. */
  readonly answers: number;
}

/**
 * Logits of the digits that follow the last `answers` places: tokens (int32) [batch, length] → [batch, answers, vocabulary].
 * Intermediates are named `blocks.0.weights` [batch, heads, query, key], `blocks.0.heads` [batch, heads, query, width / heads],
 * `blocks.0.mlp` and `blocks.0.residual` [batch, query, width].
 */
export function forward(
  params: DigitTransformer,
  tokens: Tensor,
  { heads, answers }: ForwardOptions,
): Tensor {
  const length = tokens.shape[1]!;
  let x = add(embed(params.tokens.table, tokens), sliceAxis(params.positions.table, 0, 0, length));
  params.blocks.forEach((block, i) => {
    const queries = i === params.blocks.length - 1 ? answers : length;
    x = applyBlock(block, x, { heads, queries, label: `blocks.${i}` });
  });
  return matmul(norm(params.norm, x), params.tokens.table, { transB: true });
}

interface BlockOptions {
  readonly heads: number;
  /** The last places, which ask; all places are asked. */
  readonly queries: number;
  readonly label: string;
}

function applyBlock(params: Block, x: Tensor, { heads, queries, label }: BlockOptions): Tensor {
  const [batch, length, width] = x.shape as [number, number, number];
  const { query, key, value, out } = params.attention;
  const last = (y: Tensor): Tensor => (queries === length ? y : sliceAxis(y, 1, length - queries));
  const split = (y: Tensor): Tensor =>
    transpose(reshape(y, [batch, y.shape[1]!, heads, width / heads]), [0, 2, 1, 3]);

  const normed = norm(params.norm1, x);
  const weights = name(
    `${label}.weights`,
    attentionWeights(split(linear(query, last(normed))), split(linear(key, normed)), {
      mask: causal(queries, length),
    }),
  );
  const seen = name(`${label}.heads`, matmul(weights, split(linear(value, normed))));
  const joined = reshape(transpose(seen, [0, 2, 1, 3]), [batch, queries, width]);
  const h = add(last(x), linear(out, joined));
  return name(
    `${label}.residual`,
    add(h, name(`${label}.mlp`, mlp(params.mlp, norm(params.norm2, h), relu))),
  );
}

/** Bool [queries, length]: the last places see themselves and what stands before them. */
function causal(queries: number, length: number): Tensor {
  const allowed = Array.from({ length: queries }, (_, q) =>
    Array.from({ length }, (_unused, k) => k <= length - queries + q),
  );
  return tensor(allowed);
}
