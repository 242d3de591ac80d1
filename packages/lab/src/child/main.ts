/**
 * @file The child process: runs one experiment and ends.
 *
 * It knows no database and no network. Checkpoints go to the parent, and the experiment goes on once the parent says that they are kept. Without
 * a parent there is nobody to work for, and nobody who looks at the budget: a child whose parent was killed ends, whatever the experiment does.
 */
import { Worker } from "node:worker_threads";
import { SavedState } from "../checkpoint.ts";
import { openRepository, describeHost } from "../node/index.ts";
import { runExperiment } from "../runner.ts";
import { UsageError } from "../experiment.ts";
import { didYouMean } from "../suggest.ts";
import type { ChildRequest, FromChild, ToChild } from "./protocol.ts";

const stop = new AbortController();
let answered: ((message: ToChild) => void) | undefined;

process.on("disconnect", () => process.exit(1));
// An experiment that computes without a pause never hears of it: a thread of its own looks too.
new Worker(new URL("watchdog.ts", import.meta.url), { workerData: Number(process.argv[2]) }).unref();
process.on("message", (message: ToChild) => {
  if (message.type === "stop") stop.abort();
  else if (message.type === "start") void execute(message.request);
  else answered?.(message);
});
// Ctrl-C in a terminal goes to the whole group; the parent decides how its children stop.
process.on("SIGINT", () => undefined);

async function execute(request: ChildRequest): Promise<void> {
  const { root, paper, preset, seed, overrides } = request;
  try {
    const { experiments } = await (await openRepository(root)).load(paper);
    const experiment = experiments.find(({ id }) => id === request.experiment);
    if (!experiment)
      throw new UsageError(
        `Paper ${paper} has no experiment «${request.experiment}».${didYouMean(
          request.experiment,
          experiments.map(({ id }) => id),
        )}`,
      );
    if (request.version !== undefined && experiment.version !== request.version)
      throw new UsageError(
        `Experiment ${paper}/${experiment.id} is version ${experiment.version} now, not ${request.version} as when this run was asked for; ask for the run again.`,
      );
    const run = await runExperiment(experiment, {
      paper,
      preset,
      seed,
      overrides,
      host: await describeHost(root),
      signal: stop.signal,
      onProgress: (progress) => tell({ type: "progress", progress }),
      checkpoints: {
        // A state of another form, which another version saved, is passed over: nobody is there to start the run anew.
        load: async (key) => SavedState.safeParse((await ask({ type: "load", key }, "loaded")).saved).data,
        save: async (key, saved) => void (await ask({ type: "save", key, saved }, "saved")),
        // The parent removes the state together with keeping the result, not before.
        remove: async () => undefined,
      },
    });
    end({ type: "done", run });
  } catch (error) {
    end(stop.signal.aborted ? { type: "stopped" } : { type: "failed", message: (error as Error).message });
  }
}

function tell(message: FromChild): void {
  process.send?.(message);
}

/** The last word; the process ends when the parent has it. */
function end(message: FromChild): void {
  process.send?.(message, () => process.exit(0));
}

async function ask<Type extends "loaded" | "saved">(
  question: FromChild,
  type: Type,
): Promise<Extract<ToChild, { type: Type }>> {
  return new Promise((resolve, reject) => {
    answered = (message) => {
      answered = undefined;
      if (message.type === type) resolve(message as Extract<ToChild, { type: Type }>);
      else reject(new Error(`An answer «${type}» was expected from the parent, not «${message.type}».`));
    };
    tell(question);
  });
}
