/** @file Runs on this server beside the recorded ones: what agrees to the last digit, and what has drifted. */
import { finishedRuns, type RunRequest, type ServerRun } from "@working-papers/daily";
import {
  checkpointKey,
  digestOf,
  resolveParameters,
  UsageError,
  type AnyExperiment,
  type Run,
} from "@working-papers/lab";
import type { PaperFolder } from "@working-papers/lab/node";
import { agreementOf } from "../run/compare.ts";
import { seedProblem } from "../run/seed.ts";
import type { HereRun } from "../view.ts";
import { daily } from "./daily.ts";
import { evidenceStamp } from "./evidence.ts";
import { log } from "./work.ts";

// Reading a run checks its digest; that is done once for what does not change.
let known: { stamp: string; bySlug: Map<string, Promise<HereRun[]>> } | undefined;

/** Finished runs of a paper that belong to its experiments as they stand now, newest first. */
export async function hereRuns(folder: PaperFolder): Promise<HereRun[]> {
  const { slug } = folder.paper;
  const stamp = `${await daily().revision()} ${evidenceStamp()}`;
  if (known?.stamp !== stamp) known = { stamp, bySlug: new Map() };
  const { bySlug } = known;
  let runs = bySlug.get(slug);
  if (!runs) {
    bySlug.set(slug, (runs = readHereRuns(folder)));
    runs.catch(() => bySlug.delete(slug));
  }
  return runs;
}

async function readHereRuns(folder: PaperFolder): Promise<HereRun[]> {
  const done = await finishedRuns(daily().database.db, folder.paper.slug);
  return done.flatMap((server) => {
    if (!server.result)
      log.error("A run on this server is left out.", { run: server.id, reason: server.reason });
    const experiment = folder.experiments.find(({ id }) => id === server.experiment);
    return experiment && server.result && experiment.version === server.experimentVersion
      ? [hereRun(server, server.result, folder.runs)]
      : [];
  });
}

function hereRun({ id, ended, preset, altered }: ServerRun, run: Run, recorded: readonly Run[]): HereRun {
  return {
    id,
    href: `/runs/${id}`,
    experiment: run.experiment,
    preset,
    altered,
    seed: run.seed,
    at: ended!.toISOString(),
    ...agreementOf(run, recorded),
  };
}

/** The first recorded run with which a run ought to agree. */
export function recordedCounterpart(run: Run, recorded: readonly Run[]): Run | undefined {
  const id = agreementOf(run, recorded).recorded;
  return recorded.find((one) => one.id === id);
}

/**
 * What a form asks for, as a run that can be queued.
 *
 * @throws UsageError naming what is not allowed
 */
export function requestOf(
  folder: PaperFolder,
  experiment: AnyExperiment,
  fields: ReadonlyMap<string, string>,
): RunRequest {
  const preset = fields.get("preset") ?? "quick";
  // Where nothing is random the form has no such field.
  const seed = experiment.varies === "never" ? "1" : (fields.get("seed") ?? "1");
  const problem = seedProblem(seed);
  if (problem !== undefined) throw new UsageError(problem);
  const overrides = Object.fromEntries(
    Object.keys(experiment.parameters.shape as object).flatMap((name) => {
      const value = fields.get(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const params = resolveParameters(experiment, preset, overrides) as RunRequest["params"];
  const { slug: paper } = folder.paper;
  const { id, version } = experiment;
  const which = { paper, experiment: id, seed: Number(seed), params };
  return {
    ...which,
    experimentVersion: version,
    preset: preset === "full" ? "full" : "quick",
    altered: digestOf(params) !== digestOf(experiment.presets[preset as "quick" | "full"].parameters),
    checkpoint: checkpointKey({ ...which, version }),
  };
}
