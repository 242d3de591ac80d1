/** The transformer block with normalisation before each part (Xiong et al., 2020), and a decoder made of it. */
import { add, gelu, lowerTriangle, sliceAxis } from "../ops/index.ts";
import { name } from "../interventions.ts";
import { split } from "../random.ts";
import {
  initAttention,
  multiHeadAttention,
  type MultiHeadAttention,
  type MultiHeadOptions,
} from "./attention.ts";
import {
  embedding,
  initEmbedding,
  initLinear,
  initMlp,
  initNorm,
  linear,
  mlp,
  norm,
  type Embedding,
  type Linear,
  type Mlp,
  type Norm,
} from "./layers.ts";
import type { Tensor } from "../tensor.ts";

export interface Block {
  readonly norm1: Norm;
  readonly attention: MultiHeadAttention;
  readonly norm2: Norm;
  readonly mlp: Mlp;
}

export function initBlock(key: Tensor, features: number, hidden = 4 * features): Block {
  const [a, b] = split(key) as [Tensor, Tensor];
  return {
    norm1: initNorm(features),
    attention: initAttention(a, features),
    norm2: initNorm(features),
    mlp: initMlp(b, features, hidden),
  };
}

export interface BlockOptions extends MultiHeadOptions {
  readonly activation?: (x: Tensor) => Tensor;
}

/** x [batch, length, features] -> the same shape. Names what each part adds (`attention`, `mlp`) and the sum (`residual`). */
export function block(
  params: Block,
  x: Tensor,
  { activation = gelu, label = "block", ...options }: BlockOptions,
): Tensor {
  const attended = multiHeadAttention(params.attention, norm(params.norm1, x), {
    ...options,
    label: `${label}.attention`,
  });
  const h = add(x, name(`${label}.attention`, attended));
  return name(
    `${label}.residual`,
    add(h, name(`${label}.mlp`, mlp(params.mlp, norm(params.norm2, h), activation))),
  );
}

export interface Decoder {
  readonly tokens: Embedding;
  readonly positions: Embedding;
  readonly blocks: readonly Block[];
  readonly norm: Norm;
  readonly head: Linear;
}

export interface DecoderShape {
  readonly vocabulary: number;
  /** Longest sequence. */
  readonly length: number;
  readonly features: number;
  readonly layers: number;
  /** Default: 4 times the features. */
  readonly hidden?: number;
}

export function initDecoder(
  key: Tensor,
  { vocabulary, length, features, layers, hidden }: DecoderShape,
): Decoder {
  const keys = split(key, layers + 3);
  return {
    tokens: initEmbedding(keys[0]!, vocabulary, features),
    positions: initEmbedding(keys[1]!, length, features),
    blocks: keys.slice(3).map((k) => initBlock(k, features, hidden)),
    norm: initNorm(features),
    head: initLinear(keys[2]!, features, vocabulary, { bias: false }),
  };
}

/**
 * Logits of the next token at each place: tokens (int32) [batch, length] -> [batch, length, vocabulary]. Intermediates are named
 * `embedded`, `blocks.0.attention.weights`, `blocks.0.residual` and so on.
 */
export function decoder(params: Decoder, tokens: Tensor, options: BlockOptions): Tensor {
  const length = tokens.shape[1]!;
  const start = name(
    "embedded",
    add(embedding(params.tokens, tokens), sliceAxis(params.positions.table, 0, 0, length)),
  );
  const mask = lowerTriangle(length);
  const hidden = params.blocks.reduce(
    (x, b, i) => block(b, x, { mask, ...options, label: `blocks.${i}` }),
    start,
  );
  return linear(params.head, norm(params.norm, hidden));
}
