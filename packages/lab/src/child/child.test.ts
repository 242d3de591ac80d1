/** @file A run in a process of its own: the same result, within its budget, whatever the experiment does. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { memoryCheckpoints, type SavedState } from "../checkpoint.ts";
import { describeHost, openRepository } from "../node/index.ts";
import { runExperiment, type Progress } from "../runner.ts";
import { testRepository, type TestRepository } from "./testing.ts";
import type { ChildOptions } from "./client.ts";
import { runInChild } from "./index.ts";

// Each run is a process; on a busy machine that takes its time.
vi.setConfig({ testTimeout: 180_000 });

let repository: TestRepository;
beforeAll(async () => void (repository = await testRepository()));
afterAll(() => repository.remove());

const budget = { memory: 400, seconds: 60 };

function asking(overrides: Record<string, unknown> = {}, more: Partial<ChildOptions> = {}): ChildOptions {
  const request = {
    root: repository.root,
    paper: "walk",
    experiment: "steps",
    preset: "quick" as const,
    seed: 5,
    overrides,
  };
  return { request, budget, checkpoints: memoryCheckpoints(), ...more };
}

test("measures what a run in this process measures, and tells how far it is", async () => {
  const { experiments } = await (await openRepository(repository.root)).load("walk");
  const here = await runExperiment(experiments[0], {
    paper: "walk",
    preset: "quick",
    seed: 5,
    host: await describeHost(repository.root),
  });
  const seen: Progress[] = [];
  const run = await runInChild(asking({}, { onProgress: (progress) => seen.push(progress) }));
  expect(run!.measurements).toEqual(here.measurements);
  expect(run!.tables).toEqual(here.tables);
  expect(seen.at(-1)).toMatchObject({ fraction: 1 });
});

test("stopped, it keeps its state, and goes on from there to the same result", async () => {
  const whole = await runInChild(asking({ pause: 20 }));
  const kept = memoryCheckpoints();
  const stop = new AbortController();
  const saved: SavedState[] = [];
  const checkpoints = {
    load: kept.load,
    async save(key: string, state: SavedState) {
      await kept.save(key, state);
      saved.push(state);
      if (saved.length === 7) stop.abort();
    },
  };
  expect(await runInChild(asking({ pause: 20 }, { checkpoints, signal: stop.signal }))).toBeUndefined();
  const resumed = await runInChild(asking({ pause: 20 }, { checkpoints }));
  expect(resumed!.measurements).toEqual(whole!.measurements);
  expect(saved.length).toBe(20);
});

test("a state of another form is passed over, and the run starts anew", async () => {
  const other = { state: { i: 19, place: 1000, position: 0 }, progress: 0.9 } as unknown as SavedState;
  const checkpoints = { ...memoryCheckpoints(), load: async () => other };
  const run = await runInChild(asking({}, { checkpoints }));
  expect(run!.measurements).toEqual((await runInChild(asking()))!.measurements);
});

test.each([
  [{ mood: "heap" }, "The run needed more than its 400 MB of memory and was stopped"],
  [{ mood: "memory" }, "The run needed more than its 400 MB of memory and was stopped"],
  [{ mood: "crash" }, "The process of the run was ended by SIGKILL before there was a result"],
  [{ mood: "error" }, "The reason."],
  [{ count: 0 }, "Parameter count must be a whole number from 1 to 100000, not 0."],
])("%j ends with a sentence", async (overrides, sentence) => {
  await expect(runInChild(asking(overrides))).rejects.toThrow(sentence);
});

test("one that never answers is ended when its time is over, or when it is told to stop", async () => {
  await expect(runInChild(asking({ mood: "busy" }, { budget: { memory: 400, seconds: 2 } }))).rejects.toThrow(
    "The run took longer than its 2 seconds and was stopped",
  );
  const signal = AbortSignal.timeout(500);
  expect(await runInChild(asking({ mood: "busy" }, { signal }))).toBeUndefined();
});

test("a state that cannot be kept ends the run with the reason", async () => {
  const checkpoints = {
    load: async () => undefined,
    save: () => Promise.reject(new Error("the disk is full")),
  };
  await expect(runInChild(asking({}, { checkpoints }))).rejects.toThrow(
    "The state of the run could not be kept or read: the disk is full",
  );
});

test("one of another version than was expected says so", async () => {
  const options = asking();
  options.request.version = 1;
  expect((await runInChild(options))!.experimentVersion).toBe(1);
  options.request.version = 2;
  await expect(runInChild(options)).rejects.toMatchObject({
    message:
      "Experiment walk/steps is version 1 now, not 2 as when this run was asked for; ask for the run again.",
    how: "threw",
  });
});

test.runIf(existsSync("/proc"))(
  "one that computes without a pause ends when its parent is killed",
  async () => {
    const options = asking({ mood: "busy" });
    const parent = spawn(
      process.execPath,
      [
        "--input-type=module",
        "--eval",
        `import { runInChild } from ${JSON.stringify(new URL("index.ts", import.meta.url).href)};
        const { request, budget } = ${JSON.stringify(options)};
        const checkpoints = { load: async () => undefined, save: async () => console.log("computes") };
        await runInChild({ request, budget, checkpoints });`,
      ],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    await once(parent.stdout, "data");
    // Until the word that its state is kept has reached it.
    await sleep(500);
    const children = await readFile(`/proc/${parent.pid}/task/${parent.pid}/children`, "utf8");
    const child = Number(children.trim());
    onTestFinished(async () => void ((await computes(child)) && process.kill(child, "SIGKILL")));
    expect(await computes(child)).toBe(true);
    parent.kill("SIGKILL");
    await vi.waitUntil(async () => !(await computes(child)), { timeout: 10_000, interval: 100 });
  },
);

/** Whether a process is there, and not only its entry in the table. */
async function computes(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return /^State:\s+[RSD]/m.test(status);
}

test("an experiment that does not exist is named with its neighbour", async () => {
  const options = asking();
  options.request.experiment = "step";
  await expect(runInChild(options)).rejects.toThrow(
    "Paper walk has no experiment «step». Did you mean steps?",
  );
});
