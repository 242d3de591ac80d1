/**
 * @file Dot and matrix products whose scalar products are L-Muls: the paper's L-matmul.
 *
 * Only the multiplications are replaced, sums are float32 additions. They run as WebAssembly SIMD and give the bits that the scalar
 * function gives when its results are added in the stated order.
 */
import { wasmKernels, type LMulKernelOptions, type MatmulShape } from "@working-papers/arithmetic";

export type { LMulKernelOptions, MatmulShape };

/**
 * Σ lmul(x[i], y[i]): element i goes to partial sum i mod 16, and the partial sums are added in halves.
 *
 * @throws RangeError when the lengths differ or an option is out of its range
 */
export function lmulDot(x: Float32Array, y: Float32Array, options?: LMulKernelOptions): number {
  return wasmKernels.lmulDot(x, y, options);
}

/**
 * c[m, n] = a[m, k] ⊗ b[k, n], all row-major, each element summed in ascending k; a and b may be stored transposed.
 *
 * @param out where the result goes; a new array when absent. It may not overlap the operands
 * @throws RangeError when an array does not have the size of its shape or an option is out of its range
 */
export function lmulMatmul(
  a: Float32Array,
  b: Float32Array,
  shape: MatmulShape,
  options?: LMulKernelOptions,
  out?: Float32Array,
): Float32Array {
  return wasmKernels.lmulMatmul(a, b, shape, options, out);
}
