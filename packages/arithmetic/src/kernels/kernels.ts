/**
 * @file What a provider of kernels offers, and the checks that every provider makes.
 *
 * Results are specified to the bit: each kernel accumulates in a stated order, so that a provider is right or wrong, not near. Only the
 * relaxed kernels leave the rounding of float32 products to the machine, and say so by their name.
 */
import type { FloatFormat } from "../formats/float-format.ts";
import type { LMulOptions } from "../lmul/lmul.ts";
import type { FixedPointMatmulOptions, IntegerMatmulOptions, IntegerOperand } from "./integer-options.ts";
import type { RoundedMatmulOptions } from "./rounded-options.ts";

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

export interface LMulMatmulOptions extends LMulKernelOptions {
  /** What each float32 partial sum is rounded to, to nearest even, with `overflow` as for the products; not rounded when absent. */
  readonly accumulator?: FloatFormat;
}

export interface Kernels {
  /** "wasm", "wasm-relaxed" or "reference". */
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
    options?: LMulMatmulOptions,
    out?: Float32Array,
  ): Float32Array;
  /**
   * {@link Kernels.matmul} in emulated low precision: operands are rounded to their format, each float32 product and each float32 partial sum to
   * theirs, to nearest even. NaN stays NaN, also in a format without one.
   */
  roundedMatmul(
    a: Float32Array,
    b: Float32Array,
    shape: MatmulShape,
    options?: RoundedMatmulOptions,
    out?: Float32Array,
  ): Float32Array;
  /**
   * Σ (a - aZeroPoint)·(b - bZeroPoint) modulo 2^32, as ONNX's MatMulInteger. With 8-bit operands nothing overflows up to k = 33,025
   * (131,071 when both are signed and zero points 0).
   */
  integerMatmul(
    a: IntegerOperand,
    b: IntegerOperand,
    shape: MatmulShape,
    options?: IntegerMatmulOptions,
    out?: Int32Array,
  ): Int32Array;
  /** Products of 16-bit integers, added in 32 bits along chains of consecutive pairs of k, and chain by chain in float32 or exactly. */
  fixedPointMatmul(
    a: Int16Array,
    b: Int16Array,
    shape: MatmulShape,
    options?: FixedPointMatmulOptions,
    out?: Float32Array,
  ): Float32Array;
}

/** @throws RangeError when a dimension is not a count or an array does not have the size its shape says */
export function checkMatmul(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  shape: MatmulShape,
  out?: ArrayLike<number>,
): void {
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
