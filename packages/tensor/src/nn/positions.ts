/** What tells a transformer where a token stands: sinusoids, rotations, linear biases. (Learned positions are an embedding.) */
import { add, arange, cast, concat, mul, neg, reshape, split, sub, abs } from "../ops/index.ts";
import { fromData, tensor, type Tensor } from "../tensor.ts";

/** sin and cos of position times 10000^(-2i/features), alternating: [length, features] (Vaswani et al., 2017, section 3.5). */
export function sinusoids(length: number, features: number): Tensor {
  const data = new Float32Array(length * features);
  for (let p = 0; p < length; p++)
    for (let i = 0; i < features; i++) {
      const angle = p * 10000 ** (-(i - (i % 2)) / features);
      data[p * features + i] = i % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
    }
  return fromData(data, [length, features], "float32");
}

/**
 * Rotates pairs of features (i, i + half) by position times base^(-2i/features): x [..., length, features] (Su et al., 2021).
 * `offset` is the position of the first token.
 */
export function rotary(
  x: Tensor,
  { base = 10000, offset = 0 }: { readonly base?: number; readonly offset?: number } = {},
): Tensor {
  const [length, features] = x.shape.slice(-2) as [number, number];
  const half = features / 2;
  const angles = Array.from(
    { length: length * half },
    (_, k) => (offset + Math.floor(k / half)) * base ** (-(k % half) / half),
  );
  const table = (f: (angle: number) => number): Tensor =>
    tensor(Float32Array.from(angles, f), { shape: [length, half], dtype: x.dtype });
  const [c, s] = [table(Math.cos), table(Math.sin)];
  const [a, b] = split(x, 2, -1) as [Tensor, Tensor];
  return concat([sub(mul(a, c), mul(b, s)), add(mul(a, s), mul(b, c))], -1);
}

/**
 * Biases for attention scores, -slope |query - key| with slopes 2^(-8 h / heads): [heads, queries, keys] (Press et al., 2021).
 */
export function alibi(heads: number, queries: number, keys = queries): Tensor {
  const distance = abs(sub(reshape(arange(queries, { start: keys - queries }), [queries, 1]), arange(keys)));
  const slopes = tensor(Array.from({ length: heads }, (_, h) => 2 ** ((-8 * (h + 1)) / heads)));
  return neg(mul(cast(distance, "float32"), reshape(slopes, [heads, 1, 1])));
}
