/**
 * ONNX Runtime's native build in Node.
 */
import { availableParallelism, cpus } from "node:os";
import * as ort from "onnxruntime-node";
import type { Provider } from "./provider.ts";
import { selectProvider, type Selection } from "./select.ts";
import { createExecutable } from "./session.ts";

export interface CpuOptions {
  /** Threads used inside an operator. Default one per physical core, or one per processor where this process was given only some (taskset, cpuset). */
  readonly threads?: number;
  /**
   * Let idle threads spin for work instead of sleeping. Default false: on a shared machine a step took 1.6 times as long with it and half as
   * much processor time again (bench/README.md). A machine of one's own may be faster with it.
   */
  readonly spinning?: boolean;
  /** File prefix for ONNX Runtime's profile, one JSON file per compiled function. */
  readonly profile?: string;
}

/** ONNX Runtime does not ask which processors it may use: two threads on one processor are slower than one. */
const given = (): number | undefined =>
  availableParallelism() < cpus().length ? availableParallelism() : undefined;

const native = (
  name: string,
  devices: NonNullable<ort.InferenceSession.SessionOptions["executionProviders"]>,
  { threads = given(), spinning = false, profile }: CpuOptions,
): Provider => ({
  name,
  compile: (model) =>
    createExecutable(
      ort,
      model,
      {
        executionProviders: devices,
        graphOptimizationLevel: "all",
        logSeverityLevel: 3,
        // Planning memory ahead takes no time off a step and half as much memory again (bench/README.md).
        enableMemPattern: false,
        extra: { session: { intra_op: { allow_spinning: spinning ? "1" : "0" } } },
        ...(threads && { intraOpNumThreads: threads }),
        ...(profile && { enableProfiling: true, profileFilePrefix: profile }),
      },
      true,
    ),
});

/** The cpu provider. */
export const cpu = (options: CpuOptions = {}): Provider => native("cpu", ["cpu"], options);

export interface CudaOptions extends CpuOptions {
  /** Which card. Default 0. */
  readonly device?: number;
}

/**
 * NVIDIA cards, where ONNX Runtime's CUDA libraries are installed (they do not come with onnxruntime-node: see its install script). What has no
 * kernel there runs on the cpu. Compiling fails where the libraries or the card are missing.
 */
export const cuda = ({ device = 0, ...options }: CudaOptions = {}): Provider =>
  native("cuda", [{ name: "cuda", deviceId: device }, "cpu"], options);

/** Graphics cards through Vulkan, Metal or Direct3D. What has no kernel there, float64 for one, runs on the cpu. */
export const webgpu = (options: CpuOptions = {}): Provider => native("webgpu", ["webgpu", "cpu"], options);

/** The fastest provider that works here: cuda, else webgpu, else cpu. `setProvider` takes it into use. */
export const fastestProvider = (options: CpuOptions = {}): Promise<Selection> =>
  selectProvider([cuda(options), webgpu(options), cpu(options)]);

export const defaultProvider = cpu();
