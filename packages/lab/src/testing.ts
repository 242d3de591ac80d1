/** @file A small experiment and its runs, for the tests of this package. */
import { defineExperiment, type AnyExperiment, type Variation } from "./experiment.ts";
import { sealRun, type Run } from "./run.ts";
import { z } from "zod";

export const host = {
  commit: null,
  packages: { "@working-papers/lab": "0.1.0" },
  runtime: "test",
  platform: "test",
  processor: "test",
  cores: 1,
};

/** Sums uniform numbers; saves its state every hundred numbers. */
export const sums = defineExperiment({
  id: "sums",
  version: 1,
  title: "Sums",
  question: "What is the mean of uniform numbers?",
  method: "They are added up.",
  provider: "javascript",
  varies: "by seed",
  parameters: z.strictObject({
    count: z.int().min(1).max(10_000).meta({ title: "How many" }),
    sign: z.enum(["plus", "minus"]).meta({ title: "Sign" }),
    scale: z.number().min(0).max(2).meta({ title: "Scale" }),
    squared: z.boolean().meta({ title: "Squared" }),
  }),
  measurements: { mean: { title: "Mean" } },
  presets: {
    quick: { parameters: { count: 500, sign: "plus", scale: 1, squared: false }, cost: "nothing" },
    full: { parameters: { count: 1000, sign: "plus", scale: 1, squared: false }, cost: "next to nothing" },
  },
  async run({ parameters: { count, sign, scale }, random, checkpoint, step }) {
    const state = (await checkpoint.load<{ i: number; sum: number; position: number }>()) ?? {
      i: 0,
      sum: 0,
      position: 0,
    };
    random.seek(state.position);
    for (; state.i < count; state.i++) {
      if (state.i % 100 === 0) {
        await step(state.i / count, `${state.i} numbers`);
        await checkpoint.save({ ...state, position: random.position });
      }
      state.sum += random.uniform();
    }
    return { measurements: { mean: ((sign === "plus" ? 1 : -1) * scale * state.sum) / count } };
  },
});

/** A sealed run of `experiment` with the given measurements. */
export function runOf(
  experiment: AnyExperiment,
  measurements: Record<string, number>,
  with_: {
    seed?: number;
    varies?: Variation;
    startedAt?: string;
    altered?: boolean;
    preset?: "quick" | "full";
    version?: number;
  } = {},
): Run {
  const preset = with_.preset ?? "full";
  return sealRun({
    paper: "test",
    experiment: experiment.id,
    experimentVersion: with_.version ?? experiment.version,
    preset,
    altered: with_.altered ?? false,
    seed: with_.seed ?? 1,
    varies: with_.varies ?? experiment.varies,
    params: experiment.presets[preset].parameters,
    measurements,
    tables: [],
    figures: [],
    provenance: {
      ...host,
      providers: ["javascript"],
      startedAt: with_.startedAt ?? "2026-01-01T00:00:00.000Z",
    },
    durationMs: 1,
  });
}
