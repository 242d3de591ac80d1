/**
 * @file ONNX Runtime's fused operators of Llama-like language models: rotary positions and grouped-query attention. Their products are under the
 * node's arithmetic: the rotations', those of queries with keys, and those of weights with values.
 */
import {
  numberOf,
  required,
  requiredFloat,
  type Inputs,
  type Operator,
  type OperatorCall,
  type OperatorTable,
} from "../operator.ts";
import { floatValue, show, type FloatValue, type Value } from "../value.ts";
import { concatenated } from "./shape.ts";
import { softmaxRow } from "./softmax.ts";

/** [batch, length, heads · d] as [batch, heads, length, d]. */
function splitHeads(x: FloatValue, heads: number): FloatValue {
  const [batch, length, features] = x.shape;
  const d = features / heads;
  if (x.shape.length !== 3 || !Number.isInteger(d))
    throw new RangeError(`a tensor of shape ${show(x.shape)} does not divide into ${heads} heads`);
  const out = new Float32Array(x.data.length);
  for (let b = 0; b < batch; b++)
    for (let t = 0; t < length; t++)
      for (let h = 0; h < heads; h++) {
        const from = (b * length + t) * features + h * d;
        out.set(x.data.subarray(from, from + d), ((b * heads + h) * length + t) * d);
      }
  return floatValue(out, [batch, heads, length, d]);
}

function joinHeads(x: FloatValue): FloatValue {
  const [batch, heads, length, d] = x.shape;
  const out = new Float32Array(x.data.length);
  for (let b = 0; b < batch; b++)
    for (let h = 0; h < heads; h++)
      for (let t = 0; t < length; t++) {
        const from = ((b * heads + h) * length + t) * d;
        out.set(x.data.subarray(from, from + d), (b * length + t) * heads * d + h * d);
      }
  return floatValue(out, [batch, length, heads * d]);
}

/**
 * Rotates pairs of elements of each head by the angle of their position (Su et al., 2021): the halves of a head are the pairs, or neighbours when
 * `interleaved`. Caches are [positions, d / 2].
 */
function rotated(
  x: FloatValue,
  positionOf: (batch: number, t: number) => number,
  cos: FloatValue,
  sin: FloatValue,
  interleaved: boolean,
  { products }: OperatorCall,
): FloatValue {
  const [batch, heads, length, d] = x.shape;
  const half = cos.shape[1];
  if (2 * half > d) throw new RangeError(`${half} angles do not fit heads of width ${d}`);
  const multiply = products.multiply;
  const out = x.data.slice();
  products.count(4 * batch * heads * length * half);
  for (let b = 0; b < batch; b++)
    for (let t = 0; t < length; t++) {
      const row = positionOf(b, t);
      if (!(row >= 0 && row < cos.shape[0]))
        throw new RangeError(`position ${row} is beyond the ${cos.shape[0]} that have angles`);
      for (let h = 0; h < heads; h++) {
        const start = ((b * heads + h) * length + t) * d;
        for (let i = 0; i < half; i++) {
          const first = start + (interleaved ? 2 * i : i);
          const second = interleaved ? first + 1 : first + half;
          const [c, s] = [cos.data[row * half + i], sin.data[row * half + i]];
          out[first] = multiply(x.data[first], c) - multiply(x.data[second], s);
          out[second] = multiply(x.data[second], c) + multiply(x.data[first], s);
        }
      }
    }
  return floatValue(out, x.shape);
}

const rotaryEmbedding: Operator = (inputs, call) => {
  const x = requiredFloat(inputs, 0);
  const positions = required(inputs, 1);
  const [cos, sin] = [requiredFloat(inputs, 2), requiredFloat(inputs, 3)];
  const interleaved = numberOf(call, "interleaved", 0) === 1;
  const given = numberOf(call, "num_heads", 0);
  const length = x.shape.at(-2)!;
  const at = (b: number, t: number): number =>
    positions.data.length === 1 ? positions.data[0] + t : positions.data[b * length + t];
  if (x.shape.length === 4) return rotated(x, at, cos, sin, interleaved, call);
  const heads = given || x.shape[2] / (2 * cos.shape[1]);
  return joinHeads(rotated(splitHeads(x, heads), at, cos, sin, interleaved, call));
};

/** What a fused query-key-value tensor holds, [batch, length, (heads + 2 · kvHeads) · d], in three tensors. */
function unpacked(packed: FloatValue, heads: number, kvHeads: number): [FloatValue, FloatValue, FloatValue] {
  const all = splitHeads(packed, heads + 2 * kvHeads);
  const [batch, total, length, d] = all.shape;
  const part = (first: number, count: number): FloatValue => {
    const out = new Float32Array(batch * count * length * d);
    for (let b = 0; b < batch; b++)
      out.set(
        all.data.subarray((b * total + first) * length * d, (b * total + first + count) * length * d),
        b * count * length * d,
      );
    return floatValue(out, [batch, count, length, d]);
  };
  return [part(0, heads), part(heads, kvHeads), part(heads + kvHeads, kvHeads)];
}

/**
 * Attention in which several query heads share one head of keys and values (Ainslie et al., 2023), causal: com.microsoft.GroupQueryAttention.
 * Inputs: query, key, value, past key, past value, lengths - 1, total length, cosines, sines. Outputs: attended, keys, values so far.
 */
const groupQueryAttention: Operator = async (inputs, call) => {
  const [heads, kvHeads] = [numberOf(call, "num_heads", 0), numberOf(call, "kv_num_heads", 0)];
  if (!(heads > 0 && kvHeads > 0 && heads % kvHeads === 0))
    throw new RangeError(`${heads} query heads do not share ${kvHeads} heads of keys and values`);
  if (numberOf(call, "local_window_size", -1) > 0) throw new RangeError("local windows are not supported");
  let [q, k, v] = inputs[1]
    ? [
        splitHeads(requiredFloat(inputs, 0), heads),
        splitHeads(requiredFloat(inputs, 1), kvHeads),
        splitHeads(requiredFloat(inputs, 2), kvHeads),
      ]
    : unpacked(requiredFloat(inputs, 0), heads, kvHeads);
  const [batch, , length, d] = q.shape;
  const past = inputs[3]?.shape[2] ?? 0;
  const lasts = required(inputs, 5).data;
  for (let b = 0; b < batch; b++)
    if (lasts[b] + 1 !== past + length)
      throw new RangeError(
        "sequences of different lengths in one batch are not supported; run them one by one",
      );
  if (numberOf(call, "do_rotary", 0) === 1) {
    const [cos, sin] = [requiredFloat(inputs, 7), requiredFloat(inputs, 8)];
    const interleaved = numberOf(call, "rotary_interleaved", 0) === 1;
    const at = (_: number, t: number): number => past + t;
    q = rotated(q, at, cos, sin, interleaved, call);
    k = rotated(k, at, cos, sin, interleaved, call);
  }
  if (past > 0) {
    k = joined(inputs, 3, k);
    v = joined(inputs, 4, v);
  }
  const scale = numberOf(call, "scale", 0) || 1 / Math.sqrt(d);
  const softcap = numberOf(call, "softcap", 0);
  const total = past + length;
  const out = new Float32Array(q.data.length);
  const row = new Float64Array(total);
  for (let b = 0; b < batch; b++)
    for (let h = 0; h < heads; h++) {
      const shared = b * kvHeads + Math.floor((h * kvHeads) / heads);
      const queries = q.data.subarray((b * heads + h) * length * d, (b * heads + h + 1) * length * d);
      const keys = k.data.subarray(shared * total * d, (shared + 1) * total * d);
      const values = v.data.subarray(shared * total * d, (shared + 1) * total * d);
      const scores = await call.products.matmul(queries, keys, {
        m: length,
        k: d,
        n: total,
        transposeB: true,
      });
      const weights = new Float32Array(length * total);
      for (let t = 0; t < length; t++) {
        for (let j = 0; j < total; j++) {
          const score = Math.fround(scores[t * total + j] * scale);
          const capped = softcap > 0 ? softcap * call.functions.tanh(score / softcap) : score;
          row[j] = j <= past + t ? capped : -Infinity;
        }
        softmaxRow(row, call.functions);
        weights.set(row, t * total);
      }
      out.set(
        await call.products.matmul(weights, values, { m: length, k: total, n: d }),
        (b * heads + h) * length * d,
      );
    }
  return [joinHeads(floatValue(out, q.shape)), k, v];
};

const joined = (inputs: Inputs, index: number, more: FloatValue): FloatValue =>
  concatenated([requiredFloat(inputs, index), more] as Value[], 2) as FloatValue;

export const language: OperatorTable = {
  RotaryEmbedding: rotaryEmbedding,
  GroupQueryAttention: groupQueryAttention,
};
