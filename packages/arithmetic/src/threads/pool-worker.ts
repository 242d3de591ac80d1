/**
 * @file A worker of the pool, in Node and in pages: takes rows of a product, computes them with the kernels of one thread.
 */
import { relaxedKernels } from "../kernels/relaxed-kernels.ts";
import { wasmKernels } from "../kernels/wasm-kernels.ts";
import { nodeThreads } from "./host.ts";
import { runKernel, type Answer, type Task } from "./protocol.ts";

interface Port {
  addEventListener(type: "message", listener: (event: MessageEvent<Task>) => void): void;
  postMessage(answer: Answer, transfer: Transferable[]): void;
}

const port = (nodeThreads()?.parentPort ?? globalThis) as unknown as Port;

port.addEventListener("message", ({ data: task }) => {
  try {
    const out = runKernel(task.relaxed ? relaxedKernels()! : wasmKernels, task, task.out);
    if (task.out) port.postMessage({ id: task.id }, []);
    else port.postMessage({ id: task.id, out }, [out.buffer as ArrayBuffer]);
  } catch (error) {
    port.postMessage({ id: task.id, error: (error as Error).message }, []);
  }
});
