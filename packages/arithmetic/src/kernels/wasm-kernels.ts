/**
 * @file The kernels as WebAssembly SIMD, on one thread.
 */
import type { Kernels } from "./kernels.ts";
import { moduleBase64 } from "./module.generated.ts";
import { dotFloat32, matmulFloat32, type Float32Exports } from "./wasm-float32.ts";
import { fixedPointMatmul, integerMatmul, type IntegerExports } from "./wasm-integer.ts";
import { dotLmul, matmulLmul, type LmulExports } from "./wasm-lmul.ts";
import { onFirstUse } from "./wasm-module.ts";
import { matmulRounded, type RoundedExports } from "./wasm-rounded.ts";

const module = onFirstUse<Float32Exports & LmulExports & IntegerExports & RoundedExports>(moduleBase64);

export const wasmKernels: Kernels = {
  provider: "wasm",
  dot: (x, y) => dotFloat32(module(), x, y),
  matmul: (a, b, shape, out) => matmulFloat32(module(), a, b, shape, out),
  lmulDot: (x, y, options) => dotLmul(module(), x, y, options),
  lmulMatmul: (a, b, shape, options, out) => matmulLmul(module(), a, b, shape, options, out),
  roundedMatmul: (a, b, shape, options, out) => matmulRounded(module(), a, b, shape, options, out),
  integerMatmul: (a, b, shape, options, out) => integerMatmul(module(), a, b, shape, options, out),
  fixedPointMatmul: (a, b, shape, options, out) => fixedPointMatmul(module(), a, b, shape, options, out),
};

/**
 * Runs `rounds` × 10 vector multiplications and additions of four float32 lanes on registers alone: timed, it gives the rate that
 * {@link Kernels.matmul} could at most reach on one thread without fused operations.
 */
export function runPeakLoop(rounds: number): number {
  return module().peak(rounds);
}
