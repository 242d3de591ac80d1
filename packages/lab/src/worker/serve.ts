/** @file The worker's side: executes the runs a page asks for, one at a time. */
import type { AnyExperiment } from "../experiment.ts";
import { runExperiment } from "../runner.ts";
import { databaseCheckpoints } from "./checkpoints.ts";
import type { FromWorker, RunRequest, ToWorker } from "./protocol.ts";

/** The part of a dedicated worker's global scope that is used. */
interface WorkerScope {
  addEventListener(type: "message", listener: (event: MessageEvent<ToWorker>) => void): void;
  postMessage(message: FromWorker): void;
}

/** Listens for requests. `find` loads the definition of an experiment. */
export function serveRuns(
  scope: WorkerScope,
  find: (paper: string, experiment: string) => Promise<AnyExperiment>,
): void {
  let current: AbortController | undefined;
  scope.addEventListener("message", ({ data }) => {
    if (data.type === "stop") {
      current?.abort();
      return;
    }
    current?.abort();
    const controller = new AbortController();
    current = controller;
    void execute(data.request, controller.signal);
  });

  async function execute(request: RunRequest, signal: AbortSignal): Promise<void> {
    try {
      const experiment = await find(request.paper, request.experiment);
      const run = await runExperiment(experiment, {
        ...request,
        signal,
        checkpoints: databaseCheckpoints(),
        onProgress: (progress) => scope.postMessage({ type: "progress", progress }),
      });
      scope.postMessage({ type: "done", run });
    } catch (error) {
      scope.postMessage(
        signal.aborted ? { type: "stopped" } : { type: "failed", message: (error as Error).message },
      );
    }
  }
}
