/** @file The records as JSON Schema, for tools that are not written in TypeScript. */
import { z } from "zod";
import type { AnyExperiment } from "./experiment.ts";
import { Paper } from "./paper.ts";
import { Run } from "./run.ts";

/** JSON Schema (draft 2020-12) of a paper's record and of a run. */
export function jsonSchemas(): { paper: unknown; run: unknown } {
  return { paper: z.toJSONSchema(Paper, { io: "input" }), run: z.toJSONSchema(Run) };
}

/** JSON Schema of the parameters of an experiment. */
export function parametersSchema(experiment: AnyExperiment): unknown {
  return z.toJSONSchema(experiment.parameters);
}
