/** @file What `papers run` is to do, as single runs in their order, and the commands that do what is left of it. */
import { join } from "node:path";
import {
  checkpointKey,
  didYouMean,
  digestOf,
  resolveParameters,
  UsageError,
  type AnyExperiment,
  type PresetName,
  type Run,
} from "@working-papers/lab";
import type { PaperFolder, Problem } from "@working-papers/lab/node";
import { wholeNumber } from "./whole-number.ts";

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

export interface PlannedRun {
  experiment: AnyExperiment;
  preset: PresetName;
  seed: number;
  overrides: Record<string, string>;
  /** Under which its state is kept. */
  key: string;
  /** «l-mul/operand-distributions seed 2». */
  label: string;
  /** Of a run that is to be recorded, the one that is recorded already and counts: the first. */
  recorded?: Run;
}

/**
 * The runs of one experiment, or of all experiments of a paper, with every parameter checked.
 *
 * @throws UsageError naming the experiment, preset, parameter or seed that is not allowed
 */
export function planRuns(
  folder: PaperFolder,
  experimentId: string | undefined,
  options: RunCommandOptions,
): PlannedRun[] {
  const overrides = parseOverrides(options.set);
  const seeds = chooseSeeds(options);
  return chooseExperiments(folder, experimentId).flatMap((experiment) => {
    const params = resolveParameters(experiment, options.preset, overrides);
    const parameters = digestOf(params);
    const preset = options.preset as PresetName;
    const once = experiment.varies === "never";
    const mayBeRecorded = options.record && !options.fresh;
    return (once ? seeds.slice(0, 1) : seeds).map((seed): PlannedRun => {
      const label = `${folder.paper.slug}/${experiment.id}${once ? "" : ` seed ${seed}`}`;
      const { id, version } = experiment;
      const key = checkpointKey({ paper: folder.paper.slug, experiment: id, version, seed, params });
      const planned = { experiment, preset, seed, overrides, key, label };
      if (!mayBeRecorded) return planned;
      const recorded = folder.runs.find(
        (run) =>
          run.experiment === experiment.id &&
          run.preset === preset &&
          (once || run.seed === seed) &&
          run.provenance.providers.includes(experiment.provider) &&
          digestOf(run.params) === parameters,
      );
      return recorded ? { ...planned, recorded } : planned;
    });
  });
}

/** What is wrong with files of experiments, which is why these are not among the paper's. */
export function brokenExperiments({ paper, problems }: PaperFolder): Problem[] {
  const folder = join("papers", paper.slug, "experiments");
  return problems.filter(({ file }) => file.startsWith(folder));
}

/** The commands for runs that are left: one goes on with what has begun, one for each experiment does the rest. */
export function commandsFor(
  slug: string,
  left: PlannedRun[],
  options: RunCommandOptions,
  begun: boolean,
): string[] {
  if (!options.fresh || !begun) return commandsByExperiment(slug, left, options);
  return [
    ...commandsByExperiment(slug, left.slice(0, 1), { ...options, fresh: false }),
    ...commandsByExperiment(slug, left.slice(1), options),
  ];
}

function commandsByExperiment(slug: string, left: PlannedRun[], options: RunCommandOptions): string[] {
  return [...new Set(left.map(({ experiment }) => experiment))].map((experiment) => {
    const seeds = left.filter((planned) => planned.experiment === experiment).map(({ seed }) => seed);
    const words = ["npx", "papers", "run", `${slug}/${experiment.id}`];
    if (options.preset !== "quick") words.push("--preset", options.preset);
    words.push("--seed", String(seeds[0]));
    if (experiment.varies !== "never") words.push("--seeds", String(seeds.length));
    for (const pair of options.set) words.push("--set", pair);
    if (options.record) words.push("--record");
    if (options.out !== undefined) words.push("--out", options.out);
    if (options.svg !== undefined)
      words.push("--svg", seeds.length > 1 ? options.svg : ofRun(options.svg, experiment, options, seeds[0]));
    if (options.open) words.push("--open");
    if (options.fresh) words.push("--fresh");
    if (options.json) words.push("--json");
    return words.map(quoted).join(" ");
  });
}

/** The name of a figure with that of its run: several commands that write one run each are not to write one file. */
function ofRun(svg: string, { id }: AnyExperiment, { preset }: RunCommandOptions, seed: number): string {
  return `${svg.replace(/\.svg$/i, "")}-${id}-${preset}-${seed}.svg`;
}

/** A word as a shell takes it. */
function quoted(word: string): string {
  return /^[\w./=:,+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function chooseExperiments(folder: PaperFolder, id: string | undefined): AnyExperiment[] {
  const { paper, experiments } = folder;
  const broken = brokenExperiments(folder);
  const wanted = id === undefined ? experiments : experiments.filter((experiment) => experiment.id === id);
  if (wanted.length > 0) return wanted;
  const because =
    id === undefined ? broken[0] : broken.find(({ file }) => file.endsWith(join("experiments", `${id}.ts`)));
  if (because) throw new Error(`${because.file}: ${because.message}`);
  if (experiments.length === 0)
    throw new UsageError(`Paper ${paper.slug} has no experiments yet; its system is still to come.`);
  const names = experiments.map((experiment) => experiment.id);
  throw new UsageError(`Paper ${paper.slug} has no experiment «${id}».${didYouMean(id!, names)}`);
}

function parseOverrides(pairs: string[]): Record<string, string> {
  const overrides = new Map<string, string>();
  for (const pair of pairs) {
    const at = pair.indexOf("=");
    if (at < 1) throw new UsageError(`--set expects name=value, not «${pair}».`);
    const name = pair.slice(0, at);
    const value = pair.slice(at + 1);
    if (overrides.has(name))
      throw new UsageError(
        `--set gives ${name} twice, as «${overrides.get(name)}» and «${value}»; give it once.`,
      );
    overrides.set(name, value);
  }
  // Whatever its name, `__proto__` included, each becomes a member of its own.
  return Object.fromEntries(overrides);
}

function chooseSeeds({ seed, seeds }: RunCommandOptions): number[] {
  const first = wholeNumber("--seed", seed, 0, Number.MAX_SAFE_INTEGER);
  const count = wholeNumber("--seeds", seeds, 1, 10_000);
  return Array.from({ length: count }, (_, i) => first + i);
}
