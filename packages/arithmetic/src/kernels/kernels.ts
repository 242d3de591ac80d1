/**
 * @file What a provider of kernels offers, and the checks that every provider makes.
 *
 * Results are specified to the bit: each kernel accumulates in float32 in a stated order, so that a provider is right or wrong, not near.
 */
import type { LMulOptions } from "../lmul/lmul.ts";

/** c[m, n] = a[m, k] · b[k, n], all row-major. With `transposeA` a is stored as [k, m], with `transposeB` b as [n, k]. */
export interface MatmulShape {
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/** As {@link LMulOptions} in float32. Operands are shortened by cutting; round them with `roundVector` first for another way. */
export type LMulKernelOptions = Pick<LMulOptions, "reading" | "mantissaBits" | "offset" | "overflow">;

export interface Kernels {
  /** "wasm" or "reference". */
  readonly provider: string;
  /** Σ x[i]·y[i]: element i goes to partial sum i mod 16, and the partial sums are added in halves, 16 to 8 to 4 to 2 to 1. */
  dot(x: Float32Array, y: Float32Array): number;
  /** Each element of the result starts at +0 and is added to in ascending k. `out` may not overlap the operands. */
  matmul(a: Float32Array, b: Float32Array, shape: MatmulShape, out?: Float32Array): Float32Array;
  /** {@link Kernels.dot} with L-Mul in place of the product. */
  lmulDot(x: Float32Array, y: Float32Array, options?: LMulKernelOptions): number;
  /** {@link Kernels.matmul} with L-Mul in place of the product. */
  lmulMatmul(
    a: Float32Array,
    b: Float32Array,
    shape: MatmulShape,
    options?: LMulKernelOptions,
    out?: Float32Array,
  ): Float32Array;
}

/** @throws RangeError when a dimension is not a count or an array does not have the size its shape says */
export function checkMatmul(a: Float32Array, b: Float32Array, shape: MatmulShape, out?: Float32Array): void {
  const { m, k, n } = shape;
  for (const [name, size] of Object.entries({ m, k, n }))
    if (!Number.isSafeInteger(size) || size < 0)
      throw new RangeError(
        `matmul needs ${name} to be a count and got ${size}; give an integer of 0 or more.`,
      );
  checkLength("a", a.length, shape.transposeA ? [k, m] : [m, k]);
  checkLength("b", b.length, shape.transposeB ? [n, k] : [k, n]);
  if (out) checkLength("out", out.length, [m, n]);
}

function checkLength(name: string, length: number, [rows, columns]: [number, number]): void {
  if (length !== rows * columns)
    throw new RangeError(
      `matmul needs ${name} of shape [${rows}, ${columns}], which is ${rows * columns} elements, and got ${length}; check m, k, n and the transpositions.`,
    );
}

/** @throws RangeError when the lengths differ */
export function checkDot(x: Float32Array, y: Float32Array): void {
  if (x.length !== y.length)
    throw new RangeError(
      `dot needs two vectors of one length and got ${x.length} and ${y.length}; slice them to the same length.`,
    );
}
