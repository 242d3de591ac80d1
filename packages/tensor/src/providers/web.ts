/**
 * ONNX Runtime's WebAssembly build in a page. Threads are used when the page is cross-origin isolated.
 */
import * as ort from "onnxruntime-web/wasm";
import type { Provider } from "./provider.ts";
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

export const defaultProvider = wasm();
