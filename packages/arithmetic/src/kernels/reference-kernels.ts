/**
 * @file The kernels as plain loops: what the other providers have to equal, and slow.
 */
import { lmulFunction } from "../lmul/lmul.ts";
import { checkDot, checkMatmul, type Kernels, type MatmulShape } from "./kernels.ts";

type Product = (x: number, y: number) => number;

const exact: Product = (x, y) => Math.fround(x * y);

function dot(x: Float32Array, y: Float32Array, product: Product): number {
  checkDot(x, y);
  const partial = new Float32Array(16);
  for (let i = 0; i < x.length; i++) partial[i % 16] += product(x[i], y[i]);
  for (let half = 8; half >= 1; half /= 2) for (let i = 0; i < half; i++) partial[i] += partial[i + half];
  return partial[0];
}

function matmul(
  a: Float32Array,
  b: Float32Array,
  shape: MatmulShape,
  product: Product,
  given?: Float32Array,
): Float32Array {
  checkMatmul(a, b, shape, given);
  const { m, k, n } = shape;
  const out = given ?? new Float32Array(m * n);
  const [aRow, aStep] = shape.transposeA ? [1, m] : [k, 1];
  const [bColumn, bStep] = shape.transposeB ? [k, 1] : [1, n];
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let l = 0; l < k; l++)
        sum = Math.fround(sum + product(a[i * aRow + l * aStep], b[j * bColumn + l * bStep]));
      out[i * n + j] = sum;
    }
  return out;
}

export const referenceKernels: Kernels = {
  provider: "reference",
  dot: (x, y) => dot(x, y, exact),
  matmul: (a, b, shape, out) => matmul(a, b, shape, exact, out),
  lmulDot: (x, y, options) => dot(x, y, lmulFunction(options)),
  lmulMatmul: (a, b, shape, options, out) => matmul(a, b, shape, lmulFunction(options), out),
};
