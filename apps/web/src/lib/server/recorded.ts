/** @file What the recorded runs of an experiment measured: one column per preset, seeds taken together. */
import {
  formatNumber,
  meanInterval,
  onePerSeed,
  type AnyExperiment,
  type PresetName,
  type Run,
} from "@working-papers/lab";

export interface RecordedColumn {
  preset: PresetName;
  seeds: number;
  /** By measurement: the value, or the mean of the seeds with its 95 % interval, in words. */
  values: Record<string, { mean: string; spread?: string }>;
}

/** Columns for the presets that have unaltered runs, `full` first. */
export function recordedColumns(experiment: AnyExperiment, runs: readonly Run[]): RecordedColumn[] {
  return (["full", "quick"] as const).flatMap((preset) => {
    const counted = onePerSeed(runs.filter((run) => run.preset === preset && !run.altered));
    if (counted.length === 0) return [];
    const values = Object.entries(experiment.measurements).map(([name, { decimals }]) => {
      const { mean, low, high, n } = meanInterval(counted.map((run) => run.measurements[name]));
      const said = { mean: formatNumber(mean, decimals) };
      const spread = `${formatNumber(low, decimals)} to ${formatNumber(high, decimals)}`;
      return [name, n === 1 || low === high ? said : { ...said, spread }];
    });
    return [{ preset, seeds: counted.length, values: Object.fromEntries(values) }];
  });
}
