/** @file Records of runs: sealed, read back, and refused when they do not fit. */
import { expect, test } from "vitest";
import { mismatch, parseRun } from "./run.ts";
import { runOf, sums } from "./testing.ts";

const run = runOf(sums, { mean: 0.5 });

test("a sealed run reads back as itself, whatever the order of its fields", () => {
  expect(parseRun(JSON.parse(JSON.stringify(run)))).toEqual(run);
  expect(parseRun(Object.fromEntries(Object.entries(run).toReversed()))).toEqual(run);
  expect(run.id).toBe(`sums-full-1-${run.digest.slice(0, 8)}`);
});

test.each([
  ["a measurement", { measurements: { mean: 0.6 } }],
  ["the seed", { seed: 2 }],
  ["the machine", { provenance: { ...run.provenance, processor: "another" } }],
])("a run in which %s was changed is refused by its digest", (_, change) => {
  expect(() => parseRun({ ...run, ...change })).toThrow("digest: the content was changed");
});

test.each([
  [{ id: "sums-full-1-00000000" }, `id: ${run.id} was expected from the content`],
  [{ durationMs: -1 }, "durationMs: "],
  [{ extra: 1 }, "has the unknown field extra"],
  [{ provenance: undefined }, "provenance: is missing"],
  [{ measurements: { mean: "0.5" } }, "measurements.mean: "],
  [{ measurements: { mean: Number.NaN } }, "measurements.mean: "],
])("a record with %j is refused with the field", (change, message) => {
  expect(() => parseRun({ ...run, ...change })).toThrow(message);
});

test.each([null, 1, "run", [], {}])("%j is no run", (value) => {
  expect(() => parseRun(value)).toThrow(/invalid input|is missing/);
});

test("a run fits the experiment that made it, and not another version or shape of it", () => {
  expect(mismatch(run, sums)).toBeUndefined();
  expect(mismatch(run, { ...sums, version: 2 })).toContain(
    "recorded by version 1 of sums, which is now version 2; run it again",
  );
  expect(mismatch(runOf(sums, { mean: 0.5 }, { version: 2 }), sums)).toContain(
    "recorded by version 2 of sums, which is only version 1 here; update the experiment",
  );
  expect(mismatch(run, { ...sums, varies: "never" })).toBe("varies: «never» was expected, not «by seed»");
  expect(mismatch(run, { ...sums, measurements: { mean: { title: "" }, sd: { title: "" } } })).toBe(
    "measurements: sd missing",
  );
  expect(mismatch(run, { ...sums, measurements: {} })).toBe("measurements: mean unknown");
  const presets = {
    ...sums.presets,
    full: { ...sums.presets.full, parameters: { ...sums.presets.full.parameters, count: 2000 } },
  };
  expect(mismatch(run, { ...sums, presets })).toBe(
    "altered: the parameters are not those of the preset full",
  );
});
