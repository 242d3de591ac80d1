/**
 * @file The model: a decoder-only transformer over digits.
 *
 * Token and learned position embeddings are added; x ← MSA(x) + x, x ← FF(x) + x in every layer; logits come through the
 * table of tokens (section 3 of the paper). The paper leaves width, activation and normalisation open: here they are those of
 * the addition study that it follows (arXiv:2310.13121), normalisation before each part, ReLU, four times the width inside.
 *
 * Only the answer is predicted, so the last layer computes its queries, its MLP and the logits at the answer's places alone. And
 * what the first layer asks and reads is a function of a digit and its position: it is computed once for each pair, of which there are
 * far fewer than tokens in a batch, and looked up. No number changes by either; of the multiplications of a one-layer model six in ten go.
 */
import {
  add,
  arange,
  embed,
  matmul,
  mul,
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
import { rowsOf, type Problem } from "./samples.ts";
import { inputLength, rowLength, vocabulary, type Task } from "./task.ts";

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
  /** The learned position that each place of a row takes, one number for each (`coupledPositions`); its own if not given. */
  readonly positions?: readonly number[];
}

/** What the function of a model needs beside its weights. */
export type Wiring = Pick<ModelShape, "heads" | "positions">;

/** The widest multiple of the heads up to `about` (510 for 3 heads of 512), as in the addition study. */
export const widthFor = (heads: number, about = 512): number => Math.floor(about / heads) * heads;

/**
 * Weights to begin with: drawn from `key`, as the layers of packages/tensor draw them.
 *
 * @throws RangeError when layers, heads or width are no whole numbers from 1, the width does not divide by the heads, or positions are not one
 *   whole number for each place
 */
export function initModel(
  key: Tensor,
  task: Task,
  { layers, heads, width, positions }: ModelShape,
): DigitTransformer {
  for (const [what, value] of Object.entries({ layers, heads, width }))
    if (!Number.isInteger(value) || value < 1)
      throw new RangeError(`A model's ${what} is a whole number from 1, not ${value}.`);
  if (width % heads !== 0)
    throw new RangeError(`The width must be a multiple of the heads: ${width} is none of ${heads}.`);
  if (positions && positions.length !== inputLength(task))
    throw new RangeError(
      `A row that is fed has ${inputLength(task)} places, and ${positions.length} positions were given.`,
    );
  const wrong = positions?.find((each) => !Number.isInteger(each) || each < 0);
  if (wrong !== undefined) throw new RangeError(`A position is a whole number from 0, not ${wrong}.`);
  const keys = random.split(key, layers + 2);
  return {
    tokens: initEmbedding(keys[0], vocabulary(task), width),
    positions: initEmbedding(keys[1], positions ? Math.max(...positions) + 1 : inputLength(task), width),
    blocks: keys.slice(2).map((each) => initBlock(each, width)),
    norm: initNorm(width),
  };
}

export interface ForwardOptions extends Wiring {
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
  { heads, positions, answers }: ForwardOptions,
): Tensor {
  const length = tokens.shape[1]!;
  const [kinds, width] = params.tokens.table.shape as [number, number];
  const places = params.positions.table.shape[0]!;
  const pairs = reshape(add(reshape(params.tokens.table, [kinds, 1, width]), params.positions.table), [
    kinds * places,
    width,
  ]);
  const taken = positions ? tensor(positions.slice(0, length), { dtype: "int32" }) : arange(length);
  const pairOf = add(mul(tokens, places), taken);
  let x = embed(pairs, pairOf);
  params.blocks.forEach((block, i) => {
    const queries = i === params.blocks.length - 1 ? answers : length;
    const last = (y: Tensor): Tensor => (queries === length ? y : sliceAxis(y, 1, length - queries));
    const normed = norm(block.norm1, i === 0 ? pairs : x);
    const { query, key, value } = block.attention;
    const asked: Asked =
      i === 0
        ? {
            queries: embed(linear(query, normed), last(pairOf)),
            keys: embed(linear(key, normed), pairOf),
            values: embed(linear(value, normed), pairOf),
          }
        : { queries: linear(query, last(normed)), keys: linear(key, normed), values: linear(value, normed) };
    x = applyBlock(block, last(x), asked, { heads, label: `blocks.${i}` });
  });
  return matmul(norm(params.norm, x), params.tokens.table, { transB: true });
}

/** The model with the answer given, as in training: rows (int32) [batch, rowLength] → logits [batch, answer, vocabulary]. */
export const answerer =
  (task: Task, wiring: Wiring) =>
  (params: DigitTransformer, rows: Tensor): Tensor =>
    forward(params, sliceAxis(rows, 1, 0, inputLength(task)), { ...wiring, answers: task.answer });

/** Rows of tokens as the tensor that the model is fed: int32 [problems, rowLength]. */
export const tokensOf = (task: Task, problems: readonly Problem[]): Tensor =>
  tensor(rowsOf(task, problems), { shape: [problems.length, rowLength(task)] });

/** Queries [batch, query, width]; keys and values [batch, length, width]. */
interface Asked {
  readonly queries: Tensor;
  readonly keys: Tensor;
  readonly values: Tensor;
}

interface BlockOptions {
  readonly heads: number;
  readonly label: string;
}

/** The residual stream at the last places, which ask, after a block: [batch, query, width]. */
function applyBlock(
  params: Block,
  x: Tensor,
  { queries, keys, values }: Asked,
  { heads, label }: BlockOptions,
): Tensor {
  const [batch, asking, width] = x.shape as [number, number, number];
  const split = (y: Tensor): Tensor =>
    transpose(reshape(y, [batch, y.shape[1]!, heads, width / heads]), [0, 2, 1, 3]);

  const weights = name(
    `${label}.weights`,
    attentionWeights(split(queries), split(keys), { mask: causal(asking, keys.shape[1]!) }),
  );
  const seen = name(`${label}.heads`, matmul(weights, split(values)));
  const joined = reshape(transpose(seen, [0, 2, 1, 3]), [batch, asking, width]);
  const h = add(x, linear(params.attention.out, joined));
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
