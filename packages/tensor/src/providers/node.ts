/**
 * ONNX Runtime's native build in Node.
 */
import * as ort from "onnxruntime-node";
import type { Provider } from "./provider.ts";
import { createExecutable } from "./session.ts";

export interface CpuOptions {
  /** Threads used inside an operator; ONNX Runtime's default is one per physical core. */
  readonly threads?: number;
  /** File prefix for ONNX Runtime's profile, one JSON file per compiled function. */
  readonly profile?: string;
}

/** The cpu provider. */
export const cpu = ({ threads, profile }: CpuOptions = {}): Provider => ({
  name: "cpu",
  compile: (model) =>
    createExecutable(
      ort,
      model,
      {
        executionProviders: ["cpu"],
        graphOptimizationLevel: "all",
        logSeverityLevel: 3,
        ...(threads && { intraOpNumThreads: threads }),
        ...(profile && { enableProfiling: true, profileFilePrefix: profile }),
      },
      true,
    ),
});

export const defaultProvider = cpu();
