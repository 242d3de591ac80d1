/** @file What a pool and its workers say to each other. */
import type { IntegerOperand } from "../kernels/integer-options.ts";
import type { Kernels, MatmulShape } from "../kernels/kernels.ts";

/** The kernels that rows can be split of. */
export type MatmulName = "matmul" | "lmulMatmul" | "roundedMatmul" | "integerMatmul" | "fixedPointMatmul";

export type Operand = Float32Array | IntegerOperand;
export type Result = Float32Array | Int32Array;

/** Some rows of a product. */
export interface Task {
  readonly id: number;
  readonly kernel: MatmulName;
  readonly relaxed: boolean;
  readonly a: Operand;
  readonly b: Operand;
  readonly shape: MatmulShape;
  readonly options?: unknown;
  /** In shared memory; when absent, the answer brings the rows. */
  readonly out?: Result;
}

export type Answer =
  { readonly id: number; readonly out?: Result } | { readonly id: number; readonly error: string };

/** Calls a kernel by its name: the one place where the operands' types are not checked, because the name says them. */
export function runKernel(
  kernels: Kernels,
  { kernel, a, b, shape, options }: Pick<Task, "kernel" | "a" | "b" | "shape" | "options">,
  out?: Result,
): Result {
  type AnyMatmul = (a: Operand, b: Operand, shape: MatmulShape, ...rest: unknown[]) => Result;
  const run = kernels[kernel] as unknown as AnyMatmul;
  return kernel === "matmul" ? run(a, b, shape, out) : run(a, b, shape, options, out);
}
