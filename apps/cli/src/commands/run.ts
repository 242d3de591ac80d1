/** @file `papers run <paper>[/<experiment>]`: runs experiments, with progress, checkpoints, and figures. */
import { join } from "node:path";
import {
  didYouMean,
  formatNumber,
  runExperiment,
  UsageError,
  type AnyExperiment,
  type PresetName,
  type Run,
} from "@working-papers/lab";
import { describeHost, fileCheckpoints, recordRun, type PaperFolder } from "@working-papers/lab/node";
import { openFiles, writeFigures } from "../figures.ts";
import { stopOnInterrupt } from "../interrupt.ts";
import { repository } from "../root.ts";
import { duration, progressBar, styled } from "../terminal.ts";
import { textTable } from "../table.ts";

export interface RunCommandOptions {
  preset: string;
  seed: string;
  seeds: string;
  set: string[];
  out?: string;
  record?: boolean;
  json?: boolean;
  svg?: string;
  open?: boolean;
  fresh?: boolean;
}

export async function run(target: string, options: RunCommandOptions): Promise<void> {
  const [slug, experimentId] = splitTarget(target);
  const papers = await repository();
  const folder = await papers.load(slug);
  const experiments = chooseExperiments(folder, experimentId);
  const overrides = parseOverrides(options.set);
  const seeds = chooseSeeds(options);
  const host = await describeHost(papers.root);
  const checkpoints = fileCheckpoints(join(papers.root, ".papers", "checkpoints"));
  const resultsFolder = options.record ? join(folder.directory, "results") : options.out;
  const stop = stopOnInterrupt();
  const runs: Run[] = [];
  let saved = false;
  try {
    for (const experiment of experiments) {
      announce(slug, experiment, options.preset);
      for (const seed of experiment.varies === "never" ? seeds.slice(0, 1) : seeds) {
        const label = `${slug}/${experiment.id}${experiment.varies === "never" ? "" : ` seed ${seed}`}`;
        const bar = progressBar(label);
        saved = false;
        const finished = await runExperiment(experiment, {
          paper: slug,
          preset: options.preset as PresetName,
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
            remove: checkpoints.remove,
          },
        }).finally(bar.clear);
        runs.push(finished);
        if (resultsFolder) console.error(`recorded ${await recordRun(finished, resultsFolder)}`);
        if (!options.json) printRun(experiment, finished);
      }
    }
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    const again = saved
      ? "its state is kept, and the same command goes on from there"
      : "it had saved no state, and the same command starts it anew";
    console.error(`papers: stopped ${target}; ${again}.`);
    process.exitCode = 130;
    return;
  } finally {
    stop.release();
  }
  if (options.json) console.log(JSON.stringify(document(runs), null, 2));
  if (options.svg) for (const path of await writeFigures(runs, options.svg)) console.error(`wrote ${path}`);
  if (options.open) await openFiles(await writeFigures(runs));
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

function chooseExperiments(
  { paper, experiments, problems }: PaperFolder,
  id: string | undefined,
): AnyExperiment[] {
  if (experiments.length === 0 && problems.length > 0)
    throw new UsageError(`${problems[0].file}: ${problems[0].message}`);
  if (experiments.length === 0)
    throw new UsageError(`Paper ${paper.slug} has no experiments yet; its system is still to come.`);
  if (id === undefined) return experiments;
  const chosen = experiments.find((experiment) => experiment.id === id);
  if (chosen) return [chosen];
  const names = experiments.map((experiment) => experiment.id);
  throw new UsageError(`Paper ${paper.slug} has no experiment «${id}».${didYouMean(id, names)}`);
}

function parseOverrides(pairs: string[]): Record<string, string> {
  const overrides: Record<string, string> = {};
  for (const pair of pairs) {
    const at = pair.indexOf("=");
    if (at < 1) throw new UsageError(`--set expects name=value, not «${pair}».`);
    overrides[pair.slice(0, at)] = pair.slice(at + 1);
  }
  return overrides;
}

function chooseSeeds({ seed, seeds }: RunCommandOptions): number[] {
  const first = wholeNumber("--seed", seed, 0, Number.MAX_SAFE_INTEGER);
  const count = wholeNumber("--seeds", seeds, 1, 10_000);
  return Array.from({ length: count }, (_, i) => first + i);
}

function wholeNumber(option: string, text: string, low: number, high: number): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isSafeInteger(value) && value >= low && value <= high) return value;
  throw new UsageError(`${option} must be a whole number from ${low} to ${high}, not «${text}».`);
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
