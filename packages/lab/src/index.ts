/**
 * @file Papers, claims, experiments, runs and verdicts: everything that is the same in Node, in a page, and on the queue.
 * What belongs to one of these stands in `@working-papers/lab/node`, `/worker` and `/figure`.
 */
export { z } from "zod";
export { canonicalJson, digestOf } from "./canonical.ts";
export { checkpointKey, type CheckpointStore, type SavedState } from "./checkpoint.ts";
export {
  allowedValues,
  defineExperiment,
  describeParameters,
  Figure,
  parameterFromText,
  presetNames,
  resolveParameters,
  Table,
  UsageError,
  type AnyExperiment,
  type Checkpoint,
  type Experiment,
  type ExperimentContext,
  type MeasurementInfo,
  type Outcome,
  type ParameterInfo,
  type Preset,
  type PresetName,
  Variation,
} from "./experiment.ts";
export { memoryExchange, type Exchange } from "./exchange.ts";
export { jsonSchemas, parametersSchema } from "./json-schema.ts";
export { logarithm, normalQuantile } from "./normal.ts";
export { Check, Claim, definePaper, Expectation, Origin, Paper, Scale } from "./paper.ts";
export { random, type Random } from "./random.ts";
export { mismatch, parseRun, Provenance, Run, sealRun, type Host } from "./run.ts";
export { runExperiment, type Progress, type RunOptions } from "./runner.ts";
export { meanInterval, type Interval } from "./statistics.ts";
export { didYouMean, nearestNames } from "./suggest.ts";
export {
  acceptedRange,
  describeExpectation,
  formatNumber,
  judge,
  onePerSeed,
  SEEDS_NEEDED,
  type CheckResult,
  type Verdict,
  type VerdictName,
} from "./verdict.ts";
