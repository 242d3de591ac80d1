/**
 * @file Executes an experiment: the same code in Node, in a Web Worker, and on the queue.
 */
import { canonicalJson, digestOf } from "./canonical.ts";
import { checkpointFor, checkpointKey, memoryCheckpoints, type CheckpointStore } from "./checkpoint.ts";
import {
  Figure,
  resolveParameters,
  Table,
  type AnyExperiment,
  type Outcome,
  type PresetName,
} from "./experiment.ts";
import { random } from "./random.ts";
import { parseRun, sealRun, type Host, type Run } from "./run.ts";
import { describeIssues } from "./validation.ts";

export interface Progress {
  /** Share of the work done, 0 … 1. */
  fraction: number;
  note?: string;
  /** Seconds since the run was started or resumed. */
  elapsedSeconds: number;
  /** Estimated seconds left, from the pace so far; nothing while there is no pace yet. */
  remainingSeconds?: number;
}

export interface RunOptions {
  paper: string;
  preset: PresetName;
  seed: number;
  overrides?: Record<string, unknown>;
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
  checkpoints?: CheckpointStore;
  /** What this host is; the runner adds provider and start. */
  host: Host;
}

const BREATH_MS = 40;

/**
 * Runs an experiment once.
 *
 * When the signal is aborted, the promise rejects with the signal's reason; what the experiment had saved stays in the store,
 * and the next run of the same paper, experiment, parameters and seed goes on from there.
 *
 * @throws UsageError when preset, parameters or seed are not allowed
 * @throws Error when the experiment yields other measurements than it declares, or what cannot be recorded; what it saved stays then
 */
export async function runExperiment(experiment: AnyExperiment, options: RunOptions): Promise<Run> {
  const { paper, preset, seed, host } = options;
  const params = resolveParameters(experiment, preset, options.overrides ?? {}) as Run["params"];
  const checkpoints = options.checkpoints ?? memoryCheckpoints();
  const key = checkpointKey({ paper, experiment: experiment.id, version: experiment.version, seed, params });
  const restored = await checkpoints.load(key);
  const signal = options.signal ?? new AbortController().signal;
  const stream = random(seed);
  const clock = startClock(restored?.fraction ?? 0);
  const startedAt = restored?.startedAt ?? new Date().toISOString();
  const earlierMs = restored?.elapsedMs ?? 0;
  const resumedFrom = (restored?.hosts ?? []).filter((earlier) => digestOf(earlier) !== digestOf(host));

  signal.throwIfAborted();
  const outcome: Outcome = await experiment.run({
    parameters: params,
    seed,
    random: stream,
    signal,
    checkpoint: checkpointFor(restored, (state) =>
      checkpoints.save(key, {
        state,
        fraction: clock.fraction,
        elapsedMs: earlierMs + clock.elapsedMs(),
        startedAt,
        hosts: [...resumedFrom, host],
      }),
    ),
    async step(fraction, note) {
      clock.fraction = Math.min(1, Math.max(0, fraction));
      if (clock.sinceBreathMs() > BREATH_MS) {
        options.onProgress?.(clock.progress(note));
        await breathe();
        clock.breathed();
      }
      signal.throwIfAborted();
    },
  });
  checkOutcome(experiment, outcome);

  clock.fraction = 1;
  options.onProgress?.(clock.progress());
  const run = asRecorded({
    paper,
    experiment: experiment.id,
    experimentVersion: experiment.version,
    preset,
    altered: digestOf(params) !== digestOf(experiment.presets[preset].parameters),
    seed,
    varies: experiment.varies,
    params,
    measurements: outcome.measurements,
    tables: outcome.tables ?? [],
    figures: outcome.figures ?? [],
    provenance: {
      ...host,
      providers: [experiment.provider],
      startedAt,
      ...(resumedFrom.length > 0 ? { resumedFrom } : {}),
    },
    durationMs: Math.round(earlierMs + clock.elapsedMs()),
  });
  await checkpoints.remove(key);
  return run;
}

/** The sealed run as its record will be read: what cannot be read again is not to end hours of computing as a file. */
function asRecorded(content: Parameters<typeof sealRun>[0]): Run {
  try {
    return parseRun(JSON.parse(JSON.stringify(sealRun(content))));
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`The run of experiment ${content.experiment} cannot be recorded: ${message}.`, {
      cause: error,
    });
  }
}

function startClock(startFraction: number) {
  const startMs = performance.now();
  let breathMs = startMs;
  return {
    fraction: startFraction,
    elapsedMs: () => performance.now() - startMs,
    sinceBreathMs: () => performance.now() - breathMs,
    breathed: () => void (breathMs = performance.now()),
    progress(note?: string): Progress {
      const elapsedSeconds = (performance.now() - startMs) / 1000;
      const progress: Progress = { fraction: this.fraction, elapsedSeconds };
      const done = this.fraction - startFraction;
      if (done > 0) progress.remainingSeconds = (elapsedSeconds * (1 - this.fraction)) / done;
      if (note !== undefined) progress.note = note;
      return progress;
    },
  };
}

/** Lets timers, signals and messages through, in Node and in a worker. */
function breathe(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

function checkOutcome(experiment: AnyExperiment, outcome: Outcome): void {
  const declared = Object.keys(experiment.measurements);
  for (const name of declared) {
    const value = outcome.measurements[name];
    if (typeof value !== "number" || !Number.isFinite(value))
      throw new Error(
        `Experiment ${experiment.id} must measure ${name} as a finite number, but it gave ${value}.`,
      );
  }
  const extra = Object.keys(outcome.measurements).find((name) => !declared.includes(name));
  if (extra !== undefined)
    throw new Error(`Experiment ${experiment.id} measures ${extra}, which it does not declare.`);
  for (const table of outcome.tables ?? []) checkPart(experiment, "table", Table, table);
  for (const figure of outcome.figures ?? []) checkPart(experiment, "figure", Figure, figure);
}

/** Parses what will stand in the record: there members that are undefined are left out. */
function checkPart(
  experiment: AnyExperiment,
  kind: string,
  schema: typeof Table | typeof Figure,
  part: Table | Figure,
): void {
  const refused = (why: string) =>
    new Error(`The ${kind} «${part.id}» of experiment ${experiment.id} cannot be recorded: ${why}`);
  let text: string;
  try {
    text = canonicalJson(part);
  } catch (error) {
    throw refused((error as Error).message);
  }
  const parsed = schema.safeParse(JSON.parse(text));
  if (!parsed.success) throw refused(`${describeIssues(parsed.error)}.`);
}
