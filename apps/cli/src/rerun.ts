/** @file Repeats recorded runs and compares: the same parameters, seed and provider must measure the same. */
import { relative, join } from "node:path";
import { canonicalJson, runExperiment, type Run } from "@working-papers/lab";
import { describeHost, type PaperFolder, type Problem } from "@working-papers/lab/node";
import { progressBar } from "./terminal.ts";

/** Runs every recorded run of a paper again, timings apart. Returns one problem for each that measured something else. */
export async function rerun(
  root: string,
  { paper, directory, experiments, runs }: PaperFolder,
): Promise<Problem[]> {
  const host = await describeHost(root);
  const problems: Problem[] = [];
  for (const recorded of runs) {
    if (recorded.varies === "by machine") continue;
    const experiment = experiments.find(({ id }) => id === recorded.experiment)!;
    const { preset, seed, params } = recorded;
    const bar = progressBar(`${paper.slug}/${recorded.id}`);
    const difference = await runExperiment(experiment, {
      paper: paper.slug,
      preset,
      seed,
      overrides: params,
      host,
      onProgress: bar.update,
    })
      .then(
        (again) => firstDifference(recorded, again),
        (error: Error) => `cannot be run again: ${error.message}`,
      )
      .finally(bar.clear);
    if (difference)
      problems.push({
        file: relative(root, join(directory, "results", `${recorded.id}.json`)),
        message: difference,
      });
  }
  return problems;
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
