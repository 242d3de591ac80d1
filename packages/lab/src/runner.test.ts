/** @file Running: what a run holds, how it stops, and that stopping changes nothing. */
import { expect, test, vi } from "vitest";
import { memoryCheckpoints } from "./checkpoint.ts";
import type { AnyExperiment } from "./experiment.ts";
import { parseRun } from "./run.ts";
import { runExperiment, type Progress, type RunOptions } from "./runner.ts";
import { host, sums } from "./testing.ts";

const options: RunOptions = { paper: "test", preset: "quick", seed: 4, host };
const at = (commit: string) => ({ ...host, commit });

test("a run holds parameters, seed, measurements and provenance", async () => {
  const run = await runExperiment(sums, { ...options, overrides: { count: "50" } });
  expect(run).toMatchObject({
    paper: "test",
    experiment: "sums",
    preset: "quick",
    altered: true,
    seed: 4,
    params: { count: 50, sign: "plus", scale: 1, squared: false },
    provenance: { ...host, providers: ["javascript"], startedAt: expect.stringMatching(/^\d{4}-.*Z$/) },
  });
  expect(run.measurements.mean).toBeCloseTo(0.5, 0);
});

test("the same seed measures the same, another seed something else", async () => {
  const [a, b, c] = await Promise.all([4, 4, 5].map((seed) => runExperiment(sums, { ...options, seed })));
  expect(a.measurements).toEqual(b.measurements);
  expect(a.measurements).not.toEqual(c.measurements);
});

test("stopped at any point and resumed, a run measures what an uninterrupted one measures", async () => {
  const whole = await runExperiment(sums, options);
  for (const stopAfter of [1, 2, 4]) {
    const checkpoints = memoryCheckpoints();
    const controller = new AbortController();
    let saves = 0;
    const stopping = {
      ...checkpoints,
      save: async (...saved: Parameters<typeof checkpoints.save>) => {
        await checkpoints.save(...saved);
        if (++saves === stopAfter) controller.abort(new Error("stopped"));
      },
    };
    await expect(
      runExperiment(sums, { ...options, checkpoints: stopping, signal: controller.signal }),
    ).rejects.toThrow("stopped");
    const loaded: unknown[] = [];
    const watched = {
      ...checkpoints,
      load: async (key: string) => {
        loaded.push(await checkpoints.load(key));
        return checkpoints.load(key);
      },
    };
    const resumed = await runExperiment(sums, { ...options, checkpoints: watched });
    expect(loaded).toMatchObject([{ state: { i: (stopAfter - 1) * 100 } }]);
    expect(resumed.measurements).toEqual(whole.measurements);
  }
});

test("a run that went on elsewhere names the hosts that computed before", async () => {
  const checkpoints = memoryCheckpoints();
  async function stopped(commit: string): Promise<void> {
    const stop = new AbortController();
    const stopping = {
      ...checkpoints,
      save: async (...saved: Parameters<typeof checkpoints.save>) => {
        await checkpoints.save(...saved);
        stop.abort(new Error("stopped"));
      },
    };
    const here = { ...options, host: at(commit), checkpoints: stopping, signal: stop.signal };
    await expect(runExperiment(sums, here)).rejects.toThrow("stopped");
  }
  await stopped("a");
  await stopped("b");
  await stopped("a");
  const run = await runExperiment(sums, { ...options, host: at("c"), checkpoints });
  expect(run.provenance).toMatchObject({ commit: "c", resumedFrom: [at("b"), at("a")] });
  expect(parseRun(JSON.parse(JSON.stringify(run)))).toEqual(run);

  await stopped("c");
  const same = await runExperiment(sums, { ...options, host: at("c"), checkpoints });
  expect(same.provenance).not.toHaveProperty("resumedFrom");
});

test("a finished run leaves no checkpoint, and another seed does not find one", async () => {
  const checkpoints = memoryCheckpoints();
  const keys = new Set<string>();
  const watched = { ...checkpoints, load: (key: string) => (keys.add(key), checkpoints.load(key)) };
  await runExperiment(sums, { ...options, checkpoints: watched });
  await runExperiment(sums, { ...options, seed: 5, checkpoints: watched });
  expect(keys.size).toBe(2);
  for (const key of keys) expect(await checkpoints.load(key)).toBeUndefined();
});

test("a run that is aborted before it starts does not start", async () => {
  const run = vi.fn<AnyExperiment["run"]>();
  const signal = AbortSignal.abort(new Error("too late"));
  await expect(runExperiment({ ...sums, run }, { ...options, signal })).rejects.toThrow("too late");
  expect(run).not.toHaveBeenCalled();
});

test("progress tells the share done and estimates the time left from the pace", async () => {
  const seen: Progress[] = [];
  const slow: AnyExperiment = {
    ...sums,
    async run({ step }) {
      for (let i = 0; i <= 4; i++) {
        await new Promise((resolve) => setTimeout(resolve, 60));
        await step(i / 4, `part ${i}`);
      }
      return { measurements: { mean: 0 } };
    },
  };
  await runExperiment(slow, { ...options, onProgress: (progress) => seen.push(progress) });
  expect(seen.map(({ fraction }) => fraction)).toEqual([0, 0.25, 0.5, 0.75, 1, 1]);
  expect(seen[2].note).toBe("part 2");
  expect(seen[0].remainingSeconds).toBeUndefined();
  expect(seen[2].remainingSeconds).toBeCloseTo(seen[2].elapsedSeconds, 5);
});

test.each([
  [{ measurements: {} }, "must measure mean as a finite number, but it gave undefined"],
  [{ measurements: { mean: Number.NaN } }, "must measure mean as a finite number, but it gave NaN"],
  [{ measurements: { mean: Infinity } }, "must measure mean as a finite number, but it gave Infinity"],
  [{ measurements: { mean: 1, extra: 2 } }, "measures extra, which it does not declare"],
])("an experiment that yields %j fails", async (outcome, message) => {
  const run = async () => outcome;
  await expect(runExperiment({ ...sums, run } as unknown as AnyExperiment, options)).rejects.toThrow(message);
});

const table = { id: "growth", title: "Growth", columns: [{ title: "n" }] };
const figure = { id: "curve", title: "Curve", caption: "It falls." };

test.each([
  [
    { tables: [{ ...table, rows: [[1], [undefined]] }] },
    "The table «growth» of experiment sums cannot be recorded: A value was expected at rows.1.0, not undefined: JSON has none such.",
  ],
  [
    { tables: [{ ...table, rows: [[Number.NaN]] }] },
    "The table «growth» of experiment sums cannot be recorded: A finite number was expected at rows.0.0, not NaN: JSON has none such.",
  ],
  [
    { tables: [{ ...table, rows: [[true]] }] },
    "The table «growth» of experiment sums cannot be recorded: rows.0.0: a cell is a number, text or null.",
  ],
  [
    { figures: [{ ...figure, spec: { data: { values: [{ y: Infinity }] } } }] },
    "The figure «curve» of experiment sums cannot be recorded: A finite number was expected at spec.data.values.0.y, not Infinity: JSON has none such.",
  ],
  [
    { figures: [{ ...figure, caption: 3, spec: {} }] },
    "The figure «curve» of experiment sums cannot be recorded: caption: invalid input: expected string, received number.",
  ],
])("tables and figures are recorded as they are or not at all: %j", async (parts, message) => {
  const run = async () => ({ measurements: { mean: 0 }, ...parts });
  await expect(runExperiment({ ...sums, run } as unknown as AnyExperiment, options)).rejects.toThrow(message);
});

test("a run with tables and figures can be read back, members without a value left out", async () => {
  const spec = { mark: "line", title: undefined };
  const parts = { tables: [{ ...table, rows: [[1, "a", null]] }], figures: [{ ...figure, spec }] };
  const yielding = { ...sums, run: async () => ({ measurements: { mean: 0 }, ...parts }) };
  const run = await runExperiment(yielding as unknown as AnyExperiment, options);
  expect(parseRun(JSON.parse(JSON.stringify(run))).figures[0].spec).toEqual({ mark: "line" });
});

test("a run that could not be read back fails, and keeps what it saved", async () => {
  const checkpoints = memoryCheckpoints();
  const keys = new Set<string>();
  const save: typeof checkpoints.save = (key, state) =>
    checkpoints.save(key, state).then(() => void keys.add(key));
  const wrong = { ...host, cores: 0 };
  await expect(
    runExperiment(sums, { ...options, host: wrong, checkpoints: { ...checkpoints, save } }),
  ).rejects.toThrow("The run of experiment sums cannot be recorded: provenance.cores: too small");
  expect(await checkpoints.load([...keys][0])).toMatchObject({ state: { i: 400 } });
});

test("parameters and seed are refused before anything runs", async () => {
  await expect(runExperiment(sums, { ...options, overrides: { count: -1 } })).rejects.toThrow(
    "Parameter count must be",
  );
  await expect(runExperiment(sums, { ...options, seed: -1 })).rejects.toThrow("A seed is a whole number");
});
