/**
 * @file What operators multiply with: the node's arithmetic on kernels of one thread or of a pool, and a count of the multiplications.
 */
import type { Kernels, MatmulShape } from "../kernels/kernels.ts";
import type { KernelPool } from "../threads/index.ts";
import type { Arithmetic } from "./arithmetic.ts";

type Name = "matmul" | "lmulMatmul" | "roundedMatmul" | "integerMatmul" | "fixedPointMatmul";

/** The matrix products of `wasmKernels`, `referenceKernels` or a `kernelPool`. */
export type MatrixProducts = {
  readonly [K in Name]: (
    ...given: Parameters<Kernels[K]>
  ) => ReturnType<Kernels[K]> | ReturnType<KernelPool[K]>;
};

export interface Products {
  /** Matrix product under the node's arithmetic. */
  matmul(a: Float32Array, b: Float32Array, shape: MatmulShape): Promise<Float32Array>;
  /** Elementwise product under the node's arithmetic. Count them with `count`. */
  readonly multiply: (x: number, y: number) => number;
  /** Whether `multiply` is the ordinary float32 product. */
  readonly exact: boolean;
  /** Adds elementwise multiplications to the node's count. */
  count(multiplications: number): void;
  readonly multiplications: number;
}

export function productsOf(arithmetic: Arithmetic, kernels: MatrixProducts): Products {
  let multiplications = 0;
  return {
    async matmul(a, b, shape) {
      multiplications += shape.m * shape.k * shape.n;
      return arithmetic.matmul(kernels, a, b, shape);
    },
    multiply: arithmetic.multiply,
    exact: arithmetic.name === "float32",
    count(more) {
      multiplications += more;
    },
    get multiplications() {
      return multiplications;
    },
  };
}
