/** @file `papers run <paper>[/<experiment>]`: runs experiments, with progress, checkpoints, and figures. */
import { constants } from "node:fs";
import { access, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  formatNumber,
  runExperiment,
  UsageError,
  type AnyExperiment,
  type Run,
  type RunOptions,
} from "@working-papers/lab";
import { describeHost, fileCheckpoints, recordRun } from "@working-papers/lab/node";
import { openFiles, writeFigures } from "../figures.ts";
import { stopOnInterrupt } from "../interrupt.ts";
import { reportFailure, reportProblems } from "../problems.ts";
import { repository } from "../root.ts";
import {
  brokenExperiments,
  commandsFor,
  planRuns,
  type PlannedRun,
  type RunCommandOptions,
} from "../run-plan.ts";
import { RunStates } from "../run-states.ts";
import { duration, progressBar, styled } from "../terminal.ts";
import { textTable } from "../table.ts";

export async function run(target: string, options: RunCommandOptions): Promise<void> {
  const [slug, experimentId] = splitTarget(target);
  const papers = await repository();
  const folder = await papers.load(slug);
  const plan = planRuns(folder, experimentId, options);
  const broken = experimentId === undefined ? brokenExperiments(folder) : [];
  reportProblems(broken);
  if (broken.length > 0) process.exitCode = 1;
  const folders = [
    ...(options.record ? [join(folder.directory, "results")] : []),
    ...(options.out === undefined ? [] : [options.out]),
  ];
  for (const one of folders) await checkWritable(one, "Runs");
  if (options.svg !== undefined) await checkWritable(dirname(options.svg), "Figures");
  const host = await describeHost(papers.root);
  const store = fileCheckpoints(join(papers.root, ".papers", "checkpoints"));
  const states = new RunStates(store, options.fresh ?? false);
  // What is written when all runs are there.
  const later = Boolean(options.json || options.svg || options.open);
  const stop = stopOnInterrupt();
  const runs: Run[] = [];
  try {
    for (const planned of plan) {
      const { experiment, preset } = planned;
      if (runs.at(-1)?.experiment !== experiment.id) announce(slug, experiment, preset);
      const finished = await compute(planned, { paper: slug, host, signal: stop.signal }, states);
      runs.push(finished);
      if (!options.json) printRun(experiment, finished);
      for (const one of folders) console.error(`recorded ${await record(finished, one, states)}`);
      if (folders.length > 0 || !later) await states.arrived();
    }
  } catch (error) {
    const left = plan.slice(runs.length);
    if (stop.signal.aborted && left.length > 0) {
      // Without --fresh the same command would pass over what is recorded, of the runs that have not begun.
      const apart = runs.length > 0 || (options.fresh && states.saved && left.length > 1);
      const commands = apart ? commandsFor(slug, left, options, states.saved) : [];
      reportStop(apart ? left[0].label : target, states, commands);
      process.exitCode = 130;
    } else reportFailure(error);
    if (!later || runs.length === 0) return;
    try {
      await deliver(runs, plan.length, { ...options, open: false });
      if (folders.length === 0) await states.arrived();
    } catch (failed) {
      // What ended the runs has been said, and the exit code is of that.
      console.error(`papers: ${(failed as Error).message}`);
    }
    return;
  } finally {
    stop.release();
  }
  await deliver(runs, plan.length, options);
  await states.arrived();
}

/** Writes what was asked for of runs that are there; `asked` is how many there were to be. */
async function deliver(runs: Run[], asked: number, options: RunCommandOptions): Promise<void> {
  const { json, svg, open } = options;
  if (json) console.log(JSON.stringify(document(runs), null, 2));
  if ((svg !== undefined || open) && runs.every(({ figures }) => figures.length === 0)) {
    console.error("papers: There is no figure to write: these runs drew none.");
    process.exitCode ??= 1;
    return;
  }
  if (svg !== undefined)
    for (const path of await writeFigures(runs, asked, svg)) console.error(`wrote ${path}`);
  if (open) await openFiles(await writeFigures(runs, asked));
}

/** The run, or the one that is recorded already, unless a further one has begun. */
async function compute(
  { experiment, preset, seed, overrides, key, label, recorded }: PlannedRun,
  circumstances: Pick<RunOptions, "paper" | "host" | "signal">,
  states: RunStates,
): Promise<Run> {
  const checkpoints = states.begin(label);
  if (recorded && !(await states.has(key))) {
    console.error(`${label} is recorded already, as ${recorded.id}; --fresh measures again.`);
    return recorded;
  }
  const bar = progressBar(label);
  return runExperiment(experiment, {
    ...circumstances,
    preset,
    seed,
    overrides,
    onProgress: bar.update,
    checkpoints,
  }).finally(bar.clear);
}

/** Where the run is recorded now. */
async function record(finished: Run, folder: string, states: RunStates): Promise<string> {
  try {
    return await recordRun(finished, folder);
  } catch (error) {
    const { message } = error as Error;
    const state = states.saved ? `${states.remains}, and ${states.again}` : states.remains;
    throw new Error(`Run ${finished.id} could not be written (${message}); ${state}.`, { cause: error });
  }
}

/** Says what the reader's interrupt leaves: the state of a run, and the commands for all that were still to come. */
function reportStop(stopped: string, states: RunStates, commands: string[]): void {
  if (commands.length === 0) {
    console.error(`papers: stopped ${stopped}; ${states.remains}, and ${states.again}.`);
    return;
  }
  console.error(`papers: stopped ${stopped}; ${states.remains}. What is left:`);
  for (const command of commands) console.error(command);
}

/** Hours of computing are not to end at a folder that cannot be written to. */
async function checkWritable(folder: string, what: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    throw new UsageError(`${what} cannot be written to ${folder}: ${(error as Error).message}.`);
  }
}

/** One JSON document: `run` is the run, or the first of `runs` when there are several. */
function document(runs: Run[]): { run: Run; runs?: Run[] } {
  return runs.length === 1 ? { run: runs[0] } : { run: runs[0], runs };
}

function splitTarget(target: string): [string, string | undefined] {
  const [slug, experiment, ...rest] = target.split("/");
  if (slug === "" || experiment === "" || rest.length > 0)
    throw new UsageError(
      `A paper or paper/experiment was expected, like l-mul or l-mul/operand-distributions, not «${target}».`,
    );
  return [slug, experiment];
}

/** Says what a full run costs before it starts. */
function announce(slug: string, experiment: AnyExperiment, preset: string): void {
  if (preset !== "full") return;
  console.error(`${slug}/${experiment.id} at preset full: ${experiment.presets.full.cost} on two cores.`);
}

function printRun(experiment: AnyExperiment, finished: Run): void {
  const { id, seed, durationMs, measurements } = finished;
  const seedText = experiment.varies === "never" ? "" : `, seed ${seed}`;
  console.log(`${styled("bold", experiment.title)}${seedText} (${duration(durationMs / 1000)}, run ${id})`);
  const rows = Object.entries(experiment.measurements).map(([name, about]) => [
    about.title,
    formatNumber(measurements[name], about.decimals),
    about.unit ?? "",
    styled("dim", name),
  ]);
  const columns = [
    { title: "measured", wraps: true },
    { title: "value", align: "right" as const },
    { title: "unit" },
    { title: "name" },
  ];
  console.log(`${textTable(columns, rows)}\n`);
}
