/** @file The page's side: asks a worker for a run and listens to it. */
import type { Run } from "../run.ts";
import type { Progress } from "../runner.ts";
import type { FromWorker, RunRequest, ToWorker } from "./protocol.ts";

export interface StartedRun {
  /** The run, or nothing when it was stopped. Rejects with a sentence for the reader when it failed. */
  result: Promise<Run | undefined>;
  stop(): void;
}

/** Starts a run in a worker of its own, which ends with the run. */
export function startRun(
  createWorker: () => Worker,
  request: RunRequest,
  onProgress: (progress: Progress) => void,
): StartedRun {
  const worker = createWorker();
  const send = (message: ToWorker): void => worker.postMessage(message);
  const result = new Promise<Run | undefined>((resolve, reject) => {
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
  }).finally(() => worker.terminate());
  send({ type: "start", request });
  return { result, stop: () => send({ type: "stop" }) };
}
