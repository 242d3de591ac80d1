/** @file Page and worker through the protocol, joined by two in-memory ports. */
import { expect, test } from "vitest";
import type { AnyExperiment } from "../experiment.ts";
import { runExperiment } from "../runner.ts";
import { host, sums } from "../testing.ts";
import { startRun } from "./client.ts";
import type { FromWorker, RunRequest, ToWorker } from "./protocol.ts";
import { serveRuns } from "./serve.ts";

const request: RunRequest = {
  paper: "test",
  experiment: "sums",
  preset: "quick",
  seed: 3,
  overrides: {},
  host,
};

/** A stand-in for a Worker: structured clones go both ways, asynchronously, as between page and worker. */
function workerWith(find: (paper: string, experiment: string) => Promise<AnyExperiment>) {
  const page = new EventTarget();
  const inside = new EventTarget();
  let ended = false;
  const post = (target: EventTarget, message: unknown): void => {
    const data: unknown = structuredClone(message);
    setTimeout(() => !ended && target.dispatchEvent(new MessageEvent("message", { data })), 0);
  };
  serveRuns(
    {
      addEventListener: (type, listener) => inside.addEventListener(type, listener as (event: Event) => void),
      postMessage: (message: FromWorker) => post(page, message),
    },
    find,
  );
  const worker = Object.assign(page, {
    postMessage: (message: ToWorker) => post(inside, message),
    terminate: () => void (ended = true),
  });
  return { worker: worker as unknown as Worker, ended: () => ended };
}

test("a run in a worker measures what a run outside of it measures, and the worker ends with it", async () => {
  const { worker, ended } = workerWith(async () => sums);
  const run = await startRun(
    () => worker,
    request,
    () => {},
  ).result;
  const outside = await runExperiment(sums, { ...request, paper: "test" });
  expect(run?.measurements).toEqual(outside.measurements);
  expect(run?.seed).toBe(3);
  expect(ended()).toBe(true);
});

test("progress comes through, and a stopped run yields nothing", async () => {
  const endless: AnyExperiment = {
    ...sums,
    async run({ step }) {
      for (let i = 0; ; i++) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        await step(Math.min(0.9, i / 10));
      }
    },
  };
  const { worker } = workerWith(async () => endless);
  const seen: number[] = [];
  const started = startRun(
    () => worker,
    request,
    ({ fraction }) => {
      seen.push(fraction);
      if (seen.length === 3) started.stop();
    },
  );
  expect(await started.result).toBeUndefined();
  expect(seen.slice(0, 3)).toEqual([0, 0.1, 0.2]);
});

test("what goes wrong in the worker is said on the page", async () => {
  const { worker } = workerWith(async () => sums);
  const wrong = { ...request, overrides: { count: 0 } };
  await expect(
    startRun(
      () => worker,
      wrong,
      () => {},
    ).result,
  ).rejects.toThrow("Parameter count must be a whole number");
  const missing = workerWith(() => Promise.reject(new Error("There is no experiment here.")));
  await expect(
    startRun(
      () => missing.worker,
      request,
      () => {},
    ).result,
  ).rejects.toThrow("There is no experiment here.");
});

test("a run that is deep in a step is ended soon after it was asked to stop", async () => {
  const { worker, ended } = workerWith(() => new Promise(() => {}));
  const { result, stop } = startRun(
    () => worker,
    request,
    () => {},
  );
  stop();
  expect(await result).toBeUndefined();
  expect(ended()).toBe(true);
});
