/** @file The page's side: asks a worker for a run and listens to it. */
import type { Run } from "../run.ts";
import type { Progress } from "../runner.ts";
import type { FromWorker, RunRequest, ToWorker } from "./protocol.ts";

export interface StartedRun {
  /** The run, or nothing when it was stopped. Rejects with a sentence for the reader when it failed. */
  result: Promise<Run | undefined>;
  stop(): void;
}

/** How long a run may go on after it was asked to stop: one that is deep in a step is ended there. What it saved stays. */
const PATIENCE_MS = 2000;

/** Starts a run in a worker of its own, which ends with the run. */
export function startRun(
  createWorker: () => Worker,
  request: RunRequest,
  onProgress: (progress: Progress) => void,
): StartedRun {
  const worker = createWorker();
  const send = (message: ToWorker): void => worker.postMessage(message);
  const { promise, resolve, reject } = Promise.withResolvers<Run | undefined>();
  worker.addEventListener("message", ({ data }: MessageEvent<FromWorker>) => {
    if (data.type === "progress") onProgress(data.progress);
    else if (data.type === "done") resolve(data.run);
    else if (data.type === "stopped") resolve(undefined);
    else reject(new Error(data.message));
  });
  worker.addEventListener("error", (event) =>
    reject(
      new Error(event.message || "The experiment could not be loaded; reload the page and run it again."),
    ),
  );
  const result = promise.finally(() => worker.terminate());
  send({ type: "start", request });
  const stop = (): void => {
    send({ type: "stop" });
    setTimeout(() => resolve(undefined), PATIENCE_MS);
  };
  return { result, stop };
}
