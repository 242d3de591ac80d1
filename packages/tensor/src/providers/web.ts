/**
 * ONNX Runtime in a page: as WebAssembly, with threads when the page is cross-origin isolated, or on the graphics card by WebGPU. The build that
 * has WebGPU is loaded when it is asked for.
 */
import * as ort from "onnxruntime-web/wasm";
import type { Provider } from "./provider.ts";
import { selectProvider, type Selection } from "./select.ts";
import { createExecutable } from "./session.ts";

export interface WasmOptions {
  /** Threads; 0 lets ONNX Runtime choose, and 1 is forced where the page is not cross-origin isolated. */
  readonly threads?: number;
  /** Folder or files that serve ONNX Runtime's `.wasm` and `.mjs`, where the bundler does not place them. */
  readonly paths?: string;
}

/** The wasm provider. Options hold for the whole page: ONNX Runtime starts once. */
export const wasm = ({ threads = 0, paths }: WasmOptions = {}): Provider => {
  ort.env.wasm.numThreads = threads;
  if (paths) ort.env.wasm.wasmPaths = paths;
  return {
    name: "wasm",
    compile: (model) =>
      createExecutable(
        ort,
        model,
        {
          executionProviders: ["wasm"],
          graphOptimizationLevel: "all",
          logSeverityLevel: 3,
        },
        false,
      ),
  };
};

/**
 * The webgpu provider. What has no kernel there, float64 for one, runs as WebAssembly. Compiling fails in a browser without WebGPU or on a machine
 * without an adapter.
 */
export const webgpu = ({ threads = 0, paths }: WasmOptions = {}): Provider => ({
  name: "webgpu",
  async compile(model) {
    if (!("gpu" in navigator)) throw new Error("this browser has no WebGPU");
    const build = await import("onnxruntime-web/webgpu");
    build.env.wasm.numThreads = threads;
    if (paths) build.env.wasm.wasmPaths = paths;
    return createExecutable(
      build,
      model,
      { executionProviders: ["webgpu", "wasm"], graphOptimizationLevel: "all", logSeverityLevel: 3 },
      false,
    );
  },
});

/** The fastest provider that works in this page: webgpu, else wasm. `setProvider` takes it into use. */
export const fastestProvider = (options: WasmOptions = {}): Promise<Selection> =>
  selectProvider([webgpu(options), wasm(options)]);

export const defaultProvider = wasm();
