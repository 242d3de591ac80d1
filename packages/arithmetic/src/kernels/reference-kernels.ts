/**
 * @file The kernels as plain loops: what the other providers have to equal, and slow.
 */
import type { FloatFormat } from "../formats/float-format.ts";
import { roundTo } from "../formats/rounding.ts";
import { largestMagnitude } from "../integers/safe-chain.ts";
import { lmulFunction } from "../lmul/lmul.ts";
import {
  fixedPointPlan,
  zeroPoints,
  type FixedPointMatmulOptions,
  type IntegerMatmulOptions,
  type IntegerOperand,
} from "./integer-options.ts";
import { checkDot, checkMatmul, type Kernels, type MatmulShape } from "./kernels.ts";
import { roundingPlan, type RoundedMatmulOptions } from "./rounded-options.ts";

type Product = (x: number, y: number) => number;

const float32Product: Product = (x, y) => Math.fround(x * y);

function dot(x: Float32Array, y: Float32Array, product: Product): number {
  checkDot(x, y);
  const partial = new Float32Array(16);
  for (let i = 0; i < x.length; i++) partial[i % 16] += product(x[i], y[i]);
  for (let half = 8; half >= 1; half /= 2) for (let i = 0; i < half; i++) partial[i] += partial[i + half];
  return partial[0];
}

/** Where element [i, l] of a and element [l, j] of b are stored. */
function indexing(
  shape: MatmulShape,
): [a: (i: number, l: number) => number, b: (l: number, j: number) => number] {
  const { m, k, n, transposeA, transposeB } = shape;
  return [
    transposeA ? (i, l) => l * m + i : (i, l) => i * k + l,
    transposeB ? (l, j) => j * k + l : (l, j) => l * n + j,
  ];
}

/** Calls `element` for every place of the result. */
function fill<Out extends Float32Array | Int32Array>(
  out: Out,
  { m, n }: MatmulShape,
  element: (i: number, j: number) => number,
): Out {
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) out[i * n + j] = element(i, j);
  return out;
}

function matmul(
  a: Float32Array,
  b: Float32Array,
  shape: MatmulShape,
  product: Product,
  out?: Float32Array,
  settle: (sum: number) => number = Math.fround,
): Float32Array {
  checkMatmul(a, b, shape, out);
  const [aAt, bAt] = indexing(shape);
  return fill(out ?? new Float32Array(shape.m * shape.n), shape, (i, j) => {
    let sum = 0;
    for (let l = 0; l < shape.k; l++) sum = settle(Math.fround(sum + product(a[aAt(i, l)], b[bAt(l, j)])));
    return sum;
  });
}

/** Rounds to a format, if there is one; NaN stays NaN. */
function rounder(format: FloatFormat | undefined, overflow: "infinity" | "saturate"): (x: number) => number {
  return (x) => (format === undefined || Number.isNaN(x) ? x : roundTo(format, x, { overflow }));
}

function roundedMatmul(
  a: Float32Array,
  b: Float32Array,
  shape: MatmulShape,
  options?: RoundedMatmulOptions,
  out?: Float32Array,
): Float32Array {
  const { overflow, ...formats } = roundingPlan(options);
  const into = (format: FloatFormat | undefined) => rounder(format, overflow);
  const product = into(formats.product);
  const rounded = (x: number, y: number) => product(Math.fround(x * y));
  return matmul(
    a.map(into(formats.a)),
    b.map(into(formats.b)),
    shape,
    rounded,
    out,
    into(formats.accumulator),
  );
}

function integerMatmul(
  a: IntegerOperand,
  b: IntegerOperand,
  shape: MatmulShape,
  options?: IntegerMatmulOptions,
  out?: Int32Array,
): Int32Array {
  checkMatmul(a, b, shape, out);
  const [aZero, bZero] = zeroPoints(a, b, options);
  const [aAt, bAt] = indexing(shape);
  return fill(out ?? new Int32Array(shape.m * shape.n), shape, (i, j) => {
    let sum = 0;
    for (let l = 0; l < shape.k; l++) sum = (sum + (a[aAt(i, l)] - aZero) * (b[bAt(l, j)] - bZero)) | 0;
    return sum;
  });
}

function fixedPointMatmul(
  a: Int16Array,
  b: Int16Array,
  shape: MatmulShape,
  options?: FixedPointMatmulOptions,
  out?: Float32Array,
): Float32Array {
  checkMatmul(a, b, shape, out);
  const { chain, exact, scale } = fixedPointPlan(options, () => [largestMagnitude(a), largestMagnitude(b)]);
  const [aAt, bAt] = indexing(shape);
  const round = exact ? (x: number) => x : Math.fround;
  return fill(out ?? new Float32Array(shape.m * shape.n), shape, (i, j) => {
    let sum = 0;
    for (let first = 0; first < shape.k; first += 2 * chain) {
      let chained = 0;
      for (let l = first; l < Math.min(first + 2 * chain, shape.k); l++)
        chained = (chained + a[aAt(i, l)] * b[bAt(l, j)]) | 0;
      sum = round(sum + round(chained));
    }
    return sum * scale;
  });
}

export const referenceKernels: Kernels = {
  provider: "reference",
  dot: (x, y) => dot(x, y, float32Product),
  matmul: (a, b, shape, out) => matmul(a, b, shape, float32Product, out),
  lmulDot: (x, y, options) => dot(x, y, lmulFunction(options)),
  lmulMatmul: (a, b, shape, options, out) => {
    const { accumulator, overflow } = roundingPlan(options);
    return matmul(a, b, shape, lmulFunction(options), out, rounder(accumulator, overflow));
  },
  roundedMatmul,
  integerMatmul,
  fixedPointMatmul,
};
