/**
 * @file float32 products with relaxed multiply-add, where the engine has it.
 *
 * It may round once where the other kernels round twice, as the processor likes: faster, and not the same bits on every machine. Nothing
 * uses it unless asked to by name.
 */
import type { Kernels } from "./kernels.ts";
import { relaxedModuleBase64 } from "./module.generated.ts";
import { dotFloat32, matmulFloat32, type Float32Exports } from "./wasm-float32.ts";
import { isSupported, onFirstUse } from "./wasm-module.ts";
import { wasmKernels } from "./wasm-kernels.ts";

const module = onFirstUse<Float32Exports>(relaxedModuleBase64);

let supported: boolean | undefined;

/**
 * The kernels of provider "wasm-relaxed", or undefined where the engine lacks relaxed SIMD: `dot` and `matmul` multiply and add as the machine
 * likes, in the order of {@link wasmKernels}, whose other kernels they share.
 */
export function relaxedKernels(): Kernels | undefined {
  supported ??= isSupported(relaxedModuleBase64);
  return supported ? kernels : undefined;
}

const kernels: Kernels = {
  ...wasmKernels,
  provider: "wasm-relaxed",
  dot: (x, y) => dotFloat32(module(), x, y),
  matmul: (a, b, shape, out) => matmulFloat32(module(), a, b, shape, out),
};

/** As `runPeakLoop`, with relaxed multiply-add. @throws Error where the engine lacks relaxed SIMD: ask {@link relaxedKernels} first */
export function runRelaxedPeakLoop(rounds: number): number {
  return module().peak(rounds);
}
