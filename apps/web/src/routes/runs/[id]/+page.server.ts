import { changedParameters, runCommand } from "#lib/command.ts";
import { daily } from "#lib/server/daily.ts";
import { discussRun } from "#lib/server/discussion/index.ts";
import { namedMeasurements } from "#lib/server/experiments.ts";
import { figuresOf } from "#lib/server/figures.ts";
import { recordedCounterpart } from "#lib/server/here.ts";
import { paperFolder } from "#lib/server/repository.ts";
import { stateView } from "#lib/server/run-state.ts";
import { ownerOf } from "#lib/server/visitor.ts";
import { agreementOf } from "#lib/run/compare.ts";
import { readEvents, readServerRun, type ServerRun } from "@working-papers/daily";
import { describeParameters } from "@working-papers/lab";
import { error, fail, redirect } from "@sveltejs/kit";
import type { Actions, PageServerLoad } from "./$types";

async function runOr404(id: string): Promise<ServerRun> {
  return (await readServerRun(daily().database.db, id)) ?? error(404, "There is no such run on this server.");
}

export const load: PageServerLoad = async ({ params, cookies, locals }) => {
  const run = await runOr404(params.id);
  const folder = await paperFolder(run.paper);
  const experiment = folder.experiments.find(({ id }) => id === run.experiment);
  if (!experiment) error(410, `Paper ${run.paper} no longer has the experiment ${run.experiment}.`);
  const { result, preset, seed, params: parameters } = run;
  const recorded = result && recordedCounterpart(result, folder.runs);
  const changes = changedParameters(parameters, experiment.presets[preset].parameters);
  const events = await readEvents(daily().database.db, run.id);
  return {
    paper: { slug: folder.paper.slug, title: folder.paper.title },
    discuss: discussRun(folder.paper.arxiv, "server", run.id),
    experiment: {
      id: experiment.id,
      title: experiment.title,
      question: experiment.question,
      varies: experiment.varies,
    },
    run: { id: run.id, preset, altered: run.altered, seed, parameters, queued: run.queued.toISOString() },
    state: stateView(run),
    events: events.map(({ number, at, says }) => ({ number, at: at.toISOString(), says })),
    own: run.owner === ownerOf({ cookies, locals }),
    parameters: describeParameters(experiment),
    measurements: namedMeasurements(experiment),
    command: runCommand({ paper: run.paper, experiment: experiment.id, preset, seed, changes }),
    stale: run.experimentVersion !== experiment.version,
    result: result && {
      measurements: result.measurements,
      tables: result.tables,
      figures: await figuresOf(result),
      provenance: result.provenance,
      digest: result.digest,
      seconds: result.durationMs / 1000,
      agreement: agreementOf(result, folder.runs),
      recorded: recorded && {
        href: `/papers/${run.paper}/runs/${recorded.id}`,
        measurements: recorded.measurements,
      },
    },
  };
};

export const actions: Actions = {
  async cancel({ params, cookies, locals }) {
    const owner = ownerOf({ cookies, locals });
    const cancelled = owner !== undefined && (await daily().work.cancelRun(params.id, owner));
    if (!cancelled) {
      const { state } = await runOr404(params.id);
      if (state === "queued" || state === "running")
        return fail(403, { message: "Only who asked for a run can cancel it." });
    }
    redirect(303, `/runs/${params.id}`);
  },
};
