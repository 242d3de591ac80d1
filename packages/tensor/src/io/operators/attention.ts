/** Attention and rotary positions as operators of the standard (version 23), and the fused operators of ONNX Runtime's own domain. */
import * as t from "../../ops/index.ts";
import { range } from "../../shape.ts";
import { scalar, type Tensor } from "../../tensor.ts";
import type { Call, Translations } from "./call.ts";
import { layerNormalization, rmsNormalization } from "./normalization.ts";

/** Large enough that exp underflows to zero. */
const never = -1e9;

/** [batch, length, heads * d] -> [batch, heads, length, d]. */
function toHeads(x: Tensor, heads: number): Tensor {
  if (x.rank === 4) return x;
  const [batch, length, features] = x.shape as [number, number, number];
  return t.transpose(t.reshape(x, [batch, length, heads, features / heads]), [0, 2, 1, 3]);
}

/** [batch, heads, length, d] -> [batch, length, heads * d]. */
function fromHeads(x: Tensor): Tensor {
  const [batch, heads, length, d] = x.shape as [number, number, number, number];
  return t.reshape(t.transpose(x, [0, 2, 1, 3]), [batch, length, heads * d]);
}

interface Scores {
  readonly scale?: number;
  readonly causal: boolean;
  /** Added to the scores, or bool: where false, nothing is attended. */
  readonly mask?: Tensor | undefined;
  readonly softcap?: number;
}

/** softmax(scale Q K' + mask) V; with fewer heads in K and V each serves a group of Q's. */
function attend(q: Tensor, k: Tensor, v: Tensor, { scale, causal, mask, softcap = 0 }: Scores): Tensor {
  const groups = q.shape[1]! / k.shape[1]!;
  const [keys, values] = [t.repeat(k, groups, 1), t.repeat(v, groups, 1)];
  const scaled = t.mul(q, scale || 1 / Math.sqrt(q.shape.at(-1)!));
  let scores = t.matmul(scaled, keys, { transB: true });
  if (softcap > 0) scores = t.mul(t.tanh(t.div(scores, softcap)), softcap);
  const [rows, columns] = scores.shape.slice(-2) as [number, number];
  const exclude = (allowed: Tensor): Tensor => t.where(allowed, scalar(0, scores.dtype), never);
  if (causal) scores = t.add(scores, exclude(t.lowerTriangle(rows, columns, columns - rows)));
  if (mask) scores = t.add(scores, mask.dtype === "bool" ? exclude(mask) : mask);
  return t.matmul(t.softmax(scores), values);
}

/** The standard's Attention. Inputs of rank 3 are split into heads; past keys and values come before the present ones. */
function attention({ input, optional, int, float }: Call): readonly Tensor[] {
  const flat = input(0).rank === 3;
  const q = toHeads(input(0), flat ? int("q_num_heads") : 0);
  const joined = (i: number, past: number): Tensor => {
    const now = toHeads(input(i), flat ? int("kv_num_heads") : 0);
    const before = optional(past);
    return before ? t.concat([before, now], 2) : now;
  };
  const [k, v] = [joined(1, 4), joined(2, 5)];
  const y = attend(q, k, v, {
    scale: float("scale", 0),
    causal: int("is_causal", 0) === 1,
    mask: optional(3),
    softcap: float("softcap", 0),
  });
  return [flat ? fromHeads(y) : y, k, v];
}

/** Rotates pairs of the first features of each head by the angles whose cosines and sines are given. */
function rotate(x: Tensor, cos: Tensor, sin: Tensor, interleaved: boolean): Tensor {
  const dim = cos.shape.at(-1)! * 2;
  const [turning, rest] = [t.sliceAxis(x, -1, 0, dim), t.sliceAxis(x, -1, dim)];
  const pairs = interleaved
    ? [t.sliceAxis(turning, -1, 0, dim, 2), t.sliceAxis(turning, -1, 1, dim, 2)]
    : t.split(turning, 2, -1);
  const [a, b] = pairs as [Tensor, Tensor];
  const [c, d] = [t.sub(t.mul(a, cos), t.mul(b, sin)), t.add(t.mul(a, sin), t.mul(b, cos))];
  const turned = interleaved ? t.reshape(t.stack([c, d], -1), turning.shape) : t.concat([c, d], -1);
  return rest.shape.at(-1) === 0 ? turned : t.concat([turned, rest], -1);
}

/** Caches are [positions, d / 2], read at the positions given, or [batch, length, d / 2] as they are. */
function rotaryEmbedding(
  x: Tensor,
  cos: Tensor,
  sin: Tensor,
  places: Tensor | undefined,
  call: Call,
): Tensor {
  const heads = toHeads(x, call.int("num_heads", 0) || 1);
  const at = (cache: Tensor): Tensor =>
    t.expandDims(
      cache.rank === 2 && places ? t.take(cache, places) : cache,
      cache.rank === 2 && !places ? [0, 1] : 1,
    );
  const turned = rotate(heads, at(cos), at(sin), call.int("interleaved", 0) === 1);
  return x.rank === 4 ? turned : fromHeads(turned);
}

export const attentions: Translations = {
  Attention: attention,
  RotaryEmbedding: (call) =>
    rotaryEmbedding(call.input(0), call.input(1), call.input(2), call.optional(3), call),
};

/** x + skip (+ bias), and what a normalisation makes of it; the sum is the fourth output. */
const skipped =
  (f: (call: Call) => Tensor, biasAt: number) =>
  (call: Call): readonly (Tensor | undefined)[] => {
    const bias = call.optional(biasAt);
    const sum = t.add(call.input(0), call.input(1));
    const x = bias ? t.add(sum, bias) : sum;
    const order = [x, call.input(2), biasAt === 4 ? call.optional(3) : undefined];
    const input = (i: number): Tensor => order[i]!;
    return [f({ ...call, input, optional: (i) => order[i] }), undefined, undefined, x];
  };

/** Products with alpha, either operand transposed, and batches of matrices read as transposed by their batch axes. */
function fusedMatMul({ input, int, float }: Call): Tensor {
  if (int("transBatchA", 0) === 1 || int("transBatchB", 0) === 1) throw new Error("transposed batch axes");
  const product = t.matmul(input(0), input(1), {
    transA: int("transA", 0) === 1,
    transB: int("transB", 0) === 1,
  });
  const alpha = float("alpha", 1);
  return alpha === 1 ? product : t.mul(product, alpha);
}

function multiHeadAttention({ input, optional, int, float }: Call): Tensor {
  const heads = int("num_heads");
  const bias = optional(3);
  const width = input(0).shape.at(-1)!;
  if (range(4, 6).some((i) => optional(i)) || optional(4)) throw new Error("a key padding mask or a past");
  const project = (i: number): Tensor => {
    const part = bias && t.sliceAxis(bias, 0, i * width, (i + 1) * width);
    return toHeads(part ? t.add(input(i), part) : input(i), heads);
  };
  const y = attend(project(0), project(1), project(2), {
    scale: float("scale", 0),
    causal: int("unidirectional", 0) === 1,
    mask: optional(5),
  });
  return fromHeads(y);
}

const tanhGelu = (x: Tensor): Tensor => t.gelu(x, { approximate: true });

/** Operators of the domain com.microsoft: what ONNX Runtime's optimizer and this package's own emitter write. */
export const microsoft: Translations = {
  BiasGelu: ({ input }) => t.gelu(t.add(input(0), input(1))),
  FastGelu: ({ input, optional }) => tanhGelu(optional(1) ? t.add(input(0), optional(1)!) : input(0)),
  FusedMatMul: fusedMatMul,
  Gelu: ({ input }) => t.gelu(input(0)),
  MultiHeadAttention: multiHeadAttention,
  QuickGelu: ({ input, float }) => t.mul(input(0), t.sigmoid(t.mul(input(0), float("alpha", 1.702)))),
  RotaryEmbedding: (call) =>
    rotaryEmbedding(call.input(0), call.input(2), call.input(3), call.input(1), call),
  SkipLayerNormalization: skipped((call) => layerNormalization({ ...call, node: one(call) })[0]!, 4),
  SkipSimplifiedLayerNormalization: skipped(rmsNormalization, 3),
};

/** The node as if it had one output. */
const one = ({ node }: Call): Call["node"] => ({ ...node, output: node.output.slice(0, 1) });
