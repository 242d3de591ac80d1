import { changedParameters, runCommand } from "#lib/command.ts";
import { discussRun } from "#lib/server/discussion/index.ts";
import { namedMeasurements, runView } from "#lib/server/experiments.ts";
import { figuresOf } from "#lib/server/figures.ts";
import { recordedRun } from "#lib/server/runs.ts";
import { describeParameters } from "@working-papers/lab";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async ({ params }) => {
  const { folder, experiment, run } = await recordedRun(params.slug, params.id);
  const { slug, arxiv, title } = folder.paper;
  const { provenance, digest, tables, varies } = run;
  return {
    paper: { slug, title },
    discuss: discussRun(arxiv, "recorded", run.id),
    experiment: { id: experiment.id, title: experiment.title, question: experiment.question },
    run: { ...runView(run, slug), provenance, digest, varies },
    parameters: describeParameters(experiment),
    measurements: namedMeasurements(experiment),
    tables,
    figures: await figuresOf(run),
    usedBy: folder.verdicts.filter(({ runs }) => runs.includes(run.id)).map(({ claim }) => claim),
    command: runCommand({
      paper: slug,
      experiment: experiment.id,
      preset: run.preset,
      seed: run.seed,
      changes: changedParameters(run.params, experiment.presets[run.preset].parameters),
    }),
  };
};
