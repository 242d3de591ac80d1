/**
 * @file A run: one execution of an experiment, with everything needed to repeat it and to see that it was not changed since.
 */
import { z } from "zod";
import { digestOf } from "./canonical.ts";
import { Figure, Table, Variation, type AnyExperiment } from "./experiment.ts";
import { describeIssues } from "./validation.ts";

/** What computes: this repository's code and the machine. */
export const Host = z.strictObject({
  commit: z
    .string()
    .nullable()
    .describe("commit of this repository, «+» appended when files differed; null outside of git"),
  packages: z.record(z.string(), z.string()).describe("versions of the packages that compute"),
  runtime: z.string().describe("Node.js 26.10.0, or the browser's user agent"),
  platform: z.string(),
  processor: z.string(),
  cores: z.number().int().positive(),
});
export type Host = z.infer<typeof Host>;

export const Provenance = Host.extend({
  providers: z.array(z.string()).min(1),
  startedAt: z.iso.datetime(),
  resumedFrom: z
    .array(Host)
    .min(1)
    .optional()
    .describe("other hosts that computed earlier parts of a resumed run, oldest first"),
});
export type Provenance = z.infer<typeof Provenance>;

export const Run = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  paper: z.string(),
  experiment: z.string(),
  experimentVersion: z.number().int().positive(),
  preset: z.enum(["quick", "full"]),
  /** Whether the parameters differ from the preset's. Such a run decides no claim. */
  altered: z.boolean(),
  seed: z.number().int().nonnegative(),
  varies: Variation.describe("what the measurements depend on beside the parameters"),
  params: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
  measurements: z.record(z.string(), z.number()),
  tables: z.array(Table),
  figures: z.array(Figure),
  provenance: Provenance,
  durationMs: z
    .number()
    .nonnegative()
    .describe("time spent computing, earlier parts of a resumed run included"),
  digest: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe("SHA-256 of the canonical JSON of everything else but the id"),
});
export type Run = z.infer<typeof Run>;

/** Completes a run with its digest and the id made from it. */
export function sealRun(run: Omit<Run, "id" | "digest">): Run {
  const digest = digestOf(run);
  return { id: `${run.experiment}-${run.preset}-${run.seed}-${digest.slice(0, 8)}`, ...run, digest };
}

/**
 * Reads a recorded run from parsed JSON.
 *
 * @throws Error saying which field is wrong, or that the content does not match its digest
 */
export function parseRun(value: unknown): Run {
  const parsed = Run.safeParse(value);
  if (!parsed.success) throw new Error(describeIssues(parsed.error));
  const { id, digest, ...content } = parsed.data;
  if (digestOf(content) !== digest)
    throw new Error("digest: the content was changed after it was recorded, run the experiment again");
  if (sealRun(content).id !== id)
    throw new Error(`id: ${sealRun(content).id} was expected from the content, not ${id}`);
  return parsed.data;
}

/** Whether an older version of the experiment made the run. Such a run is kept, whatever it measured, and does not count. */
export function isSuperseded(run: Run, experiment: AnyExperiment): boolean {
  return run.experimentVersion < experiment.version;
}

/** Why a run does not belong to an experiment as it stands now; nothing when it does. */
export function mismatch(run: Run, experiment: AnyExperiment): string | undefined {
  const recordedBy = `experimentVersion: recorded by version ${run.experimentVersion} of ${experiment.id}`;
  if (isSuperseded(run, experiment))
    return `${recordedBy}, which is now version ${experiment.version}; run it again`;
  if (run.experimentVersion > experiment.version)
    return `${recordedBy}, which is only version ${experiment.version} here; update the experiment`;
  if (run.varies !== experiment.varies)
    return `varies: «${experiment.varies}» was expected, not «${run.varies}»`;
  const names = Object.keys(experiment.parameters.shape);
  if (!sameNames(names, Object.keys(run.params)))
    return `params: ${names.join(", ") || "none"} were expected, not ${Object.keys(run.params).join(", ")}`;
  const parsed = experiment.parameters.safeParse(run.params);
  if (!parsed.success) return `params.${describeIssues(parsed.error)}`;
  const same = digestOf(parsed.data) === digestOf(experiment.presets[run.preset].parameters);
  if (same === run.altered)
    return `altered: the parameters ${same ? "are" : "are not"} those of the preset ${run.preset}`;
  const expected = Object.keys(experiment.measurements);
  const got = Object.keys(run.measurements);
  if (!sameNames(expected, got)) {
    const missing = expected.filter((name) => !got.includes(name));
    const extra = got.filter((name) => !expected.includes(name));
    return `measurements: ${missing.length > 0 ? `${missing.join(", ")} missing` : `${extra.join(", ")} unknown`}`;
  }
  return undefined;
}

function sameNames(a: string[], b: string[]): boolean {
  return a.length === b.length && a.every((name) => b.includes(name));
}
