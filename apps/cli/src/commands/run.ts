/** @file `papers run <paper>[/<experiment>]`: runs experiments, with progress, checkpoints, and figures. */
import { constants } from "node:fs";
import { access, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { formatNumber, runExperiment, UsageError, type AnyExperiment, type Run } from "@working-papers/lab";
import { describeHost, fileCheckpoints, recordRun } from "@working-papers/lab/node";
import { openFiles, writeFigures } from "../figures.ts";
import { stopOnInterrupt } from "../interrupt.ts";
import { reportProblems } from "../problems.ts";
import { repository } from "../root.ts";
import { brokenExperiments, commandsFor, planRuns, type RunCommandOptions } from "../run-plan.ts";
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
  for (const one of folders) await checkWritable(one);
  const host = await describeHost(papers.root);
  const checkpoints = fileCheckpoints(join(papers.root, ".papers", "checkpoints"));
  const stop = stopOnInterrupt();
  const runs: Run[] = [];
  // A run's state outlives the run until its result has arrived where it was asked for.
  const finishedStates: string[] = [];
  const forgetStates = async (): Promise<void> => {
    for (const key of finishedStates.splice(0)) await checkpoints.remove(key);
  };
  let saved = false;
  const same = `the same command${options.fresh ? " without --fresh" : ""} goes on from there`;
  try {
    for (const { experiment, preset, seed, overrides, label, recorded } of plan) {
      if (runs.at(-1)?.experiment !== experiment.id) announce(slug, experiment, preset);
      if (recorded) console.error(`${label} is recorded already, as ${recorded.id}; --fresh runs it again.`);
      const bar = progressBar(label);
      saved = false;
      const finished =
        recorded ??
        (await runExperiment(experiment, {
          paper: slug,
          preset,
          seed,
          overrides,
          host,
          signal: stop.signal,
          onProgress: bar.update,
          checkpoints: {
            load: async (key) => {
              if (options.fresh) return undefined;
              const restored = await checkpoints.load(key);
              if (restored)
                console.error(
                  `${label} goes on from ${Math.floor(restored.fraction * 100)} %; --fresh starts anew.`,
                );
              saved = restored !== undefined;
              return restored;
            },
            save: async (key, state) => {
              await checkpoints.save(key, state);
              saved = true;
            },
            remove: async (key) => void finishedStates.push(key),
          },
        }).finally(bar.clear));
      runs.push(finished);
      if (!options.json) printRun(experiment, finished);
      for (const one of folders) {
        const path = await recordRun(finished, one).catch((error: Error) => {
          const again = saved ? `its state is kept, and ${same}` : "it had saved no state";
          throw new Error(`Run ${finished.id} could not be written (${error.message}); ${again}.`, {
            cause: error,
          });
        });
        console.error(`recorded ${path}`);
      }
      if (folders.length > 0 || !options.json) await forgetStates();
    }
  } catch (error) {
    if (options.json && runs.length > 0) {
      console.log(JSON.stringify(document(runs), null, 2));
      if (folders.length === 0) await forgetStates();
    }
    if (!stop.signal.aborted || runs.length === plan.length) throw error;
    const state = saved ? "its state is kept" : "it had saved no state";
    if (runs.length > 0) {
      console.error(`papers: stopped ${plan[runs.length].label}; ${state}. What is left:`);
      for (const command of commandsFor(slug, plan.slice(runs.length), options)) console.error(command);
    } else {
      const again = saved ? same : "the same command starts it anew";
      console.error(`papers: stopped ${target}; ${state}, and ${again}.`);
    }
    process.exitCode = 130;
    return;
  } finally {
    stop.release();
  }
  if (options.json) console.log(JSON.stringify(document(runs), null, 2));
  await forgetStates();
  if (options.svg) for (const path of await writeFigures(runs, options.svg)) console.error(`wrote ${path}`);
  if (options.open) await openFiles(await writeFigures(runs));
}

/** Hours of computing are not to end at a folder that cannot be written to. */
async function checkWritable(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    throw new UsageError(`Runs cannot be written to ${folder}: ${(error as Error).message}.`);
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
      `A paper or paper/experiment was expected, like l-mul or l-mul/error-tables, not «${target}».`,
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
