/** @file What recorded runs hold is proved again where their experiment can prove it: certificates, stored programs. */
import { join, relative } from "node:path";
import type { AnyExperiment, Run } from "@working-papers/lab";
import type { PaperFolder, Problem } from "@working-papers/lab/node";

/** One problem for each recorded run whose content its experiment cannot confirm. */
export function recheck(root: string, { directory, experiments, runs }: PaperFolder): Problem[] {
  const problems: Problem[] = [];
  for (const run of runs) {
    const message = doubtOf(
      experiments.find(({ id }) => id === run.experiment)!,
      run,
    );
    if (message)
      problems.push({ file: relative(root, join(directory, "results", `${run.id}.json`)), message });
  }
  return problems;
}

/** What cannot be read as its experiment recorded it is not confirmed either. */
function doubtOf(experiment: AnyExperiment, run: Run): string | undefined {
  try {
    return experiment.recheck?.(run);
  } catch (error) {
    return `the recheck of ${experiment.id} failed: ${(error as Error).message}`;
  }
}
