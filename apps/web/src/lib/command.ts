/** @file The one line that repeats a run on a command line. */

export interface Repeatable {
  paper: string;
  experiment: string;
  preset: string;
  seed: number;
  /** Parameters that differ from the preset's. */
  changes: Readonly<Record<string, string | number | boolean>>;
}

/** «npx papers run l-mul/errors --preset quick --seed 1 --set bits=4» */
export function runCommand({ paper, experiment, preset, seed, changes }: Repeatable): string {
  const settings = Object.entries(changes).map(([name, value]) => ` --set ${shellWord(`${name}=${value}`)}`);
  return `npx papers run ${paper}/${experiment} --preset ${preset} --seed ${seed}${settings.join("")}`;
}

/** The parameters in which a run differs from its preset. */
export function changedParameters(
  parameters: Readonly<Record<string, string | number | boolean>>,
  preset: Readonly<Record<string, unknown>>,
): Record<string, string | number | boolean> {
  return Object.fromEntries(
    Object.entries(parameters).filter(([name, value]) => String(preset[name]) !== String(value)),
  );
}

function shellWord(text: string): string {
  return /^[\w.,:=+/-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
