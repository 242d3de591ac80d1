/**
 * ONNX Runtime's native build in Node.
 */
import * as ort from "onnxruntime-node";
import type { Provider } from "./provider.ts";
import { createExecutable } from "./session.ts";

export interface CpuOptions {
  /** Threads used inside an operator; ONNX Runtime's default is one per physical core. */
  readonly threads?: number;
  /**
   * Let idle threads spin for work instead of sleeping. Default false: on a shared machine a step took 1.6 times as long with it and half as
   * much processor time again (bench/training/README.md). A machine of one's own may be faster with it.
   */
  readonly spinning?: boolean;
  /** File prefix for ONNX Runtime's profile, one JSON file per compiled function. */
  readonly profile?: string;
}

/** The cpu provider. */
export const cpu = ({ threads, spinning = false, profile }: CpuOptions = {}): Provider => ({
  name: "cpu",
  compile: (model) =>
    createExecutable(
      ort,
      model,
      {
        executionProviders: ["cpu"],
        graphOptimizationLevel: "all",
        logSeverityLevel: 3,
        extra: { session: { intra_op: { allow_spinning: spinning ? "1" : "0" } } },
        ...(threads && { intraOpNumThreads: threads }),
        ...(profile && { enableProfiling: true, profileFilePrefix: profile }),
      },
      true,
    ),
});

export const defaultProvider = cpu();
