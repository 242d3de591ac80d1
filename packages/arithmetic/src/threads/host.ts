/**
 * @file Where threads come from: `worker_threads` in Node, Web Workers in pages, behind one interface.
 */
import type { Answer, Task } from "./protocol.ts";

/** Node's module, found without an import that a bundler for pages would stumble over; undefined in a page. */
export function nodeThreads(): typeof import("node:worker_threads") | undefined {
  return (globalThis.process as NodeJS.Process | undefined)?.getBuiltinModule?.("node:worker_threads");
}

/** One thread. */
export interface Thread {
  post(task: Task, transfer: ArrayBuffer[]): void;
  /** Whether the process waits for this thread: a pool that is idle must not keep it from ending. Nothing in a page. */
  hold(busy: boolean): void;
  end(): Promise<void>;
}

/** Starts a thread that runs pool-worker.ts. */
export function startThread(onAnswer: (answer: Answer) => void, onError: (error: Error) => void): Thread {
  const threads = nodeThreads();
  if (threads) {
    // Not written as in the other branch, which bundlers look for: here the file is loaded as it stands.
    const here = import.meta.url;
    // A flag of the main program, such as --eval, is not for the worker.
    const worker = new threads.Worker(new URL("./pool-worker.ts", here), { execArgv: [] });
    worker.on("message", onAnswer);
    worker.on("error", onError);
    worker.unref();
    return {
      post: (task, transfer) => worker.postMessage(task, transfer),
      hold: (busy) => (busy ? worker.ref() : worker.unref()),
      end: async () => void (await worker.terminate()),
    };
  }
  const worker = new Worker(new URL("./pool-worker.ts", import.meta.url), { type: "module" });
  worker.addEventListener("message", ({ data }: MessageEvent<Answer>) => onAnswer(data));
  worker.addEventListener("error", (event) =>
    onError(new Error(event.message || "A worker of the kernel pool could not be loaded.")),
  );
  return {
    post: (task, transfer) => worker.postMessage(task, transfer),
    hold: () => {},
    end: async () => worker.terminate(),
  };
}

/** The threads this machine can run at once, as far as it tells. */
export function parallelism(): number {
  return globalThis.navigator?.hardwareConcurrency || 1;
}
