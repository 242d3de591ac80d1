/** @file Every experiment at its quick preset: repeatable, near the values computed independently, and its pictures drawn. */
import { readdir } from "node:fs/promises";
import { canonicalJson, runExperiment, type AnyExperiment, type Run } from "@working-papers/lab";
import { figureSvg } from "@working-papers/lab/figure";
import { beforeAll, describe, expect, test } from "vitest";
import paper from "./paper.ts";

const host = { commit: null, packages: {}, runtime: "test", platform: "test", processor: "test", cores: 1 };
const experiments = new Map<string, AnyExperiment>();
const runs = new Map<string, Run>();

function quick(experiment: AnyExperiment, seed: number): Promise<Run> {
  return runExperiment(experiment, { paper: "l-mul", preset: "quick", seed, host });
}

beforeAll(async () => {
  const files = (await readdir(new URL("experiments/", import.meta.url))).filter((name) =>
    name.endsWith(".ts"),
  );
  for (const file of files) {
    const name = file.slice(0, -".ts".length);
    const { default: experiment } = (await import(`./experiments/${name}.ts`)) as { default: AnyExperiment };
    experiments.set(experiment.id, experiment);
    runs.set(experiment.id, await quick(experiment, 1));
  }
}, 600_000);

test("a run with the same seed measures the same, timings apart", async () => {
  for (const [id, run] of runs) {
    const experiment = experiments.get(id)!;
    if (experiment.varies === "by machine") continue;
    expect((await quick(experiment, 1)).measurements, id).toEqual(run.measurements);
    const other = await quick(experiment, 2);
    const same = canonicalJson(other.measurements) === canonicalJson(run.measurements);
    expect(same, id).toBe(experiment.varies === "never");
  }
}, 600_000);

test("every check of a claim names a measurement that there is", () => {
  for (const { id, checks } of paper.claims)
    for (const { experiment, measurement } of checks)
      expect(experiments.get(experiment)?.measurements, `${id}: ${experiment} ${measurement}`).toHaveProperty(
        measurement,
      );
});

describe("measurements agree with values computed independently", () => {
  test.each([
    ["E6M1", 1, 0.3179, 1, 0.3743],
    ["E5M2", 0.937, 0.1098, 1, 0.1461],
    ["E4M3", 0.968, 0.0685, 0.952, 0.0518],
    ["E3M4", 0.992, 0.0691, 0.988, 0.0508],
    ["E2M5", 0.997, 0.0735, 0.995, 0.0264],
    ["E1M6", 0.999, 0.0749, 0.999, 0.0263],
  ])("all pairs of %s", (format, share, error, fieldShare, fieldError) => {
    const { measurements } = runs.get("exhaustive-formats")!;
    expect(Math.abs(measurements[`share${format}Formula`] - share)).toBeLessThan(6e-4);
    expect(Math.abs(measurements[`error${format}Formula`] - error)).toBeLessThan(6e-5);
    expect(Math.abs(measurements[`share${format}Field`] - fieldShare)).toBeLessThan(6e-4);
    expect(Math.abs(measurements[`error${format}Field`] - fieldError)).toBeLessThan(6e-5);
  });

  // 4 million pairs there, 100,000 here: the standard error is below 0.3 %.
  test.each([
    ["e5m2", 0.0608],
    ["e5m2Rounded", 0.0716],
    ["e5m2Cut", 0.162],
    ["e4m3", 0.0305],
    ["e4m3Rounded", 0.036],
    ["e4m3Cut", 0.0854],
    ["field2", 0.0693],
    ["field2Nearest", 0.1432],
    ["field3", 0.0482],
    ["field3Nearest", 0.057],
    ["field4", 0.0302],
    ["field4Nearest", 0.0529],
    ["field5", 0.0276],
    ["field6", 0.0257],
    ["field7", 0.026],
    ["field10", 0.0268],
    ["field23", 0.0269],
    ["formula3", 0.0839],
    ["formula4", 0.0646],
    ["formula23", 0.0625],
  ])("normal operands, %s: %f", (name, error) => {
    expect(Math.abs(runs.get("operand-distributions")!.measurements[name] / error - 1)).toBeLessThan(0.01);
  });

  test("random attention, to 12 % on one head of half the length", () => {
    const { measurements } = runs.get("attention-error")!;
    const expected = { field23Logits: 0.0314, field4Logits: 0.0367, e4m3Logits: 0.0377, e5m2Logits: 0.0749 };
    for (const [name, error] of Object.entries(expected))
      expect(Math.abs(measurements[name] / error - 1), name).toBeLessThan(0.12);
  });

  test("the grid of mantissas", () => {
    const { measurements } = runs.get("mantissa-grid")!;
    const expected = {
      fieldLow: -7.29,
      fieldHigh: 6.25,
      formulaLow: -23.4,
      mitchellLow: -11.11,
      mitchellHigh: 0,
    };
    for (const [name, bound] of Object.entries(expected))
      expect(Math.abs(measurements[name] - bound), name).toBeLessThan(0.15);
    expect(Math.abs(measurements.formulaMean - 0.0757)).toBeLessThan(5e-4);
    expect(Math.abs(measurements.fieldMean - 0.0266)).toBeLessThan(5e-4);
    expect(measurements.lawViolation).toBe(0);
  });

  test("corrections of fp8 additions", () => {
    const { tables } = runs.get("carry-corrected-fp8")!;
    expect(tables[0].rows).toEqual([
      [1, "nearest even", 4, 0, 0, 0],
      [1, "cut off", 4, 0, 0, 0],
      [2, "nearest even", 14, 2, 0, 0],
      [2, "cut off", 16, 0, 0, 0],
      [3, "nearest even", 39, 25, 0, 0],
      [3, "cut off", 56, 8, 0, 0],
      [4, "nearest even", 97, 98, 56, 5],
      [4, "cut off", expect.any(Number), expect.any(Number), expect.any(Number), expect.any(Number)],
    ]);
  });
});

test("figures are what they were, and can be drawn", async () => {
  const marks: Record<string, unknown> = {};
  for (const [id, { figures }] of runs)
    for (const figure of figures) {
      marks[`${id}/${figure.id}`] = withoutData(figure.spec);
      expect(await figureSvg(figure), `${id}/${figure.id}`).toMatch(/^<svg.*<path/s);
    }
  expect(marks).toMatchSnapshot();
});

test("a recorded run stays a small file", () => {
  for (const [id, run] of runs) expect(JSON.stringify(run, null, 1).length, id).toBeLessThan(150_000);
});

/** A specification with how many values it holds in place of the values. */
function withoutData(spec: unknown): unknown {
  if (Array.isArray(spec)) return spec.map(withoutData);
  if (typeof spec !== "object" || spec === null) return spec;
  return Object.fromEntries(
    Object.entries(spec).map(([key, value]) => [
      key,
      key === "values" && Array.isArray(value) ? `${value.length} values` : withoutData(value),
    ]),
  );
}
