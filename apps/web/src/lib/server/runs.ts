/** @file One recorded run, found by paper and id. */
import { nearestNames, type AnyExperiment, type Run } from "@working-papers/lab";
import type { PaperFolder } from "@working-papers/lab/node";
import { error } from "@sveltejs/kit";
import { runHref } from "./claims.ts";
import { paperFolder } from "./repository.ts";

export interface RecordedRun {
  folder: PaperFolder;
  experiment: AnyExperiment;
  run: Run;
}

/** Answers 404 with the nearest ids when there is no such run. */
export async function recordedRun(slug: string, id: string): Promise<RecordedRun> {
  const folder = await paperFolder(slug);
  const run = folder.runs.find((recorded) => recorded.id === id);
  if (run) {
    const experiment = folder.experiments.find((known) => known.id === run.experiment)!;
    return { folder, experiment, run };
  }
  const ids = folder.runs.map((recorded) => recorded.id);
  const suggestions = nearestNames(id, ids).map((name) => ({ name, href: runHref(slug, name) }));
  error(404, `There is no run «${id}» of «${slug}».`, { suggestions });
}
