/**
 * @file Attention with a multiplication of choice: A = softmax(Q ⊗ Kᵀ / √d), H = A ⊗ V.
 *
 * ⊗ is a matrix product whose scalar products are made by `product`; sums, softmax and the division by √d are ordinary. Sums are float64
 * here, so that the only error is that of the products.
 */
import { softmaxRows } from "./softmax.ts";

/** Dimensions of one attention head. */
export interface HeadShape {
  tokens: number;
  /** d: the width of queries, keys and values. */
  width: number;
}

/** One matrix product c[m, n] = a[m, k] ⊗ b[n, k]ᵀ, rows contiguous in all three. */
export type Matmul = (a: Float32Array, b: Float32Array, m: number, k: number, n: number) => Float64Array;

export interface Attention {
  /** Q ⊗ Kᵀ / √d, shape [tokens, tokens]. */
  logits: Float64Array;
  /** H, shape [tokens, width]. */
  output: Float64Array;
}

/**
 * One attention head without a mask.
 *
 * @param q queries, [tokens, width]; `k` and `v` alike
 * @throws RangeError when an array does not have the size of the shape
 */
export function attention(
  q: Float32Array,
  k: Float32Array,
  v: Float32Array,
  { tokens, width }: HeadShape,
  matmul: Matmul,
): Attention {
  for (const [name, array] of Object.entries({ q, k, v }))
    if (array.length !== tokens * width)
      throw new RangeError(
        `Attention needs ${name} of shape [${tokens}, ${width}], which is ${tokens * width} elements, not ${array.length}.`,
      );
  const root = Math.sqrt(width);
  const logits = matmul(q, k, tokens, width, tokens).map((sum) => sum / root);
  const weights = Float32Array.from(softmaxRows(logits.slice(), tokens));
  const output = matmul(weights, transpose(v, tokens, width), tokens, tokens, width);
  return { logits, output };
}

/** A matrix product from a scalar product of float32 numbers, which may be exact (float64) or approximate. */
export function matmulOf(product: (x: number, y: number) => number): Matmul {
  return (a, b, m, k, n) => {
    const out = new Float64Array(m * n);
    for (let i = 0; i < m; i++)
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let l = 0; l < k; l++) sum += product(a[i * k + l], b[j * k + l]);
        out[i * n + j] = sum;
      }
    return out;
  };
}

function transpose(matrix: Float32Array, rows: number, columns: number): Float32Array {
  const out = new Float32Array(matrix.length);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) out[j * rows + i] = matrix[i * columns + j];
  return out;
}
