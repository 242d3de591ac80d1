/** @file Repeats recorded runs and compares: the same parameters, seed and provider must measure the same. */
import { join, relative } from "node:path";
import {
  canonicalJson,
  digestOf,
  runExperiment,
  type CheckpointStore,
  type Host,
  type Run,
} from "@working-papers/lab";
import { describeHost, fileCheckpoints, type PaperFolder, type Problem } from "@working-papers/lab/node";
import { progressBar } from "./terminal.ts";

/**
 * Runs every recorded run of the papers again, timings apart, and reports each that measured something else as it is found.
 * Stopped, it returns the run that it was at; the next time it goes on from what was saved, also of the runs before.
 */
export async function rerun(
  root: string,
  folders: readonly PaperFolder[],
  report: (problem: Problem) => void,
  signal: AbortSignal,
): Promise<string | undefined> {
  const host = await describeHost(root);
  const { store, clear } = statesOf(host, fileCheckpoints(join(root, ".papers", "rerun")));
  for (const { paper, directory, experiments, runs } of folders)
    for (const recorded of runs) {
      if (recorded.varies === "by machine") continue;
      const experiment = experiments.find(({ id }) => id === recorded.experiment)!;
      const { preset, seed, params } = recorded;
      const label = `${paper.slug}/${recorded.id}`;
      const bar = progressBar(label);
      const difference = await runExperiment(experiment, {
        paper: paper.slug,
        preset,
        seed,
        overrides: params,
        host,
        signal,
        checkpoints: store,
        onProgress: bar.update,
      })
        .then(
          (again) => firstDifference(recorded, again),
          (error: Error) => `cannot be run again: ${error.message}`,
        )
        .finally(bar.clear);
      if (signal.aborted) return label;
      if (difference)
        report({
          file: relative(root, join(directory, "results", `${recorded.id}.json`)),
          message: difference,
        });
    }
  await clear();
  return undefined;
}

/**
 * A store that keeps the states of finished runs until all are, and passes over what another host or commit has computed:
 * it is this one that has to measure the same.
 */
function statesOf(host: Host, kept: CheckpointStore): { store: CheckpointStore; clear: () => Promise<void> } {
  const here = digestOf(host);
  const keys = new Set<string>();
  return {
    store: {
      async load(key) {
        keys.add(key);
        const saved = await kept.load(key);
        return saved?.hosts?.every((earlier) => digestOf(earlier) === here) ? saved : undefined;
      },
      save: kept.save,
      remove: async () => undefined,
    },
    async clear() {
      for (const key of keys) await kept.remove(key);
    },
  };
}

function firstDifference(recorded: Run, again: Run): string | undefined {
  for (const [name, value] of Object.entries(recorded.measurements))
    if (again.measurements[name] !== value)
      return `measurements.${name}: recorded as ${value}, but run again it is ${again.measurements[name]}`;
  if (canonicalJson(recorded.tables) !== canonicalJson(again.tables)) return "tables: differ when run again";
  if (canonicalJson(recorded.figures) !== canonicalJson(again.figures))
    return "figures: differ when run again";
  return undefined;
}
