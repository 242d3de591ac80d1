/** @file A paper's experiments with what is needed to offer them as forms, and their recorded runs. */
import { describeParameters, type AnyExperiment, type Run } from "@working-papers/lab";
import type { PaperFolder } from "@working-papers/lab/node";
import type { ExperimentView, HereRun, NamedMeasurement, RunView } from "../view.ts";
import { typeset } from "../typeset.ts";
import { Markup } from "../markup.ts";
import { runHref } from "./claims.ts";
import { figuresOf } from "./figures.ts";
import { renderProse } from "./markdown/index.ts";
import { recordedColumns } from "./recorded.ts";
import { settings } from "./work.ts";

/** @param here runs of the paper on this server */
export function experimentViews(
  folder: PaperFolder,
  here: readonly HereRun[] = [],
): Promise<ExperimentView[]> {
  return Promise.all(folder.experiments.map((experiment) => experimentView(experiment, folder, here)));
}

async function experimentView(
  experiment: AnyExperiment,
  folder: PaperFolder,
  here: readonly HereRun[],
): Promise<ExperimentView> {
  const runs = folder.runs.filter((run) => run.experiment === experiment.id);
  const shown = shownRun(runs);
  const { id, version, title, question, varies, presets } = experiment;
  return {
    id,
    version,
    title: typeset(title),
    question: typeset(question),
    varies,
    method: new Markup(renderProse(experiment.method)),
    parameters: describeParameters(experiment),
    presets: { quick: { ...presets.quick }, full: { ...presets.full } },
    measurements: namedMeasurements(experiment),
    recorded: recordedColumns(experiment, runs),
    runs: runs.map((run) => runView(run, folder.paper.slug)),
    here: here.filter((run) => run.experiment === id).slice(0, HERE_SHOWN),
    runsOpenTo: settings.RUNS,
    figures: shown ? await figuresOf(shown) : [],
    tables: shown?.tables ?? [],
    shownRun: shown && runView(shown, folder.paper.slug),
  };
}

/** Of the newest runs on this server, in an experiment's panel. */
const HERE_SHOWN = 8;

export function namedMeasurements(experiment: AnyExperiment): NamedMeasurement[] {
  return Object.entries(experiment.measurements).map(([name, { title, unit, decimals }]) => {
    return { name, title, unit, decimals };
  });
}

export function runView(run: Run, slug: string): RunView {
  const { id, preset, altered, seed, measurements, params: parameters } = run;
  return {
    id,
    preset,
    altered,
    seed,
    measurements,
    parameters,
    href: runHref(slug, id),
    startedAt: run.provenance.startedAt,
    seconds: run.durationMs / 1000,
  };
}

/** The run whose pictures stand for an experiment: unaltered, `full` before `quick`, lowest seed, first recorded. */
function shownRun(runs: readonly Run[]): Run | undefined {
  return [...runs].sort(
    (a, b) =>
      rank(a) - rank(b) || a.seed - b.seed || a.provenance.startedAt.localeCompare(b.provenance.startedAt),
  )[0];
}

function rank(run: Run): number {
  return (run.altered ? 2 : 0) + (run.preset === "full" ? 0 : 1);
}
