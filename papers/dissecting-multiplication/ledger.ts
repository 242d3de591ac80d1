/**
 * @file Losses of a training, added up by step, answer column and label: what the learning curves of figure 2 are drawn from.
 */
import { checkedLabels, type Labelling } from "./subtasks.ts";
import type { Problem } from "./samples.ts";

export interface Ledger {
  readonly names: readonly string[];
  readonly columns: number;
  readonly steps: number;
  /** Nats and number of problems: [steps, names, columns]. */
  readonly sums: Float32Array;
  readonly counts: Uint32Array;
}

export function emptyLedger(labelling: Labelling, columns: number, steps: number): Ledger {
  const size = steps * labelling.names.length * columns;
  return {
    names: labelling.names,
    columns,
    steps,
    sums: new Float32Array(size),
    counts: new Uint32Array(size),
  };
}

/** Every column as one kind: the curves per digit. */
export const anyColumn = (columns: number): Labelling => ({
  names: ["all"],
  label: () => Array.from({ length: columns }, () => 0),
});

/**
 * Enters the losses of a batch: nats [problems, columns], columns from the units up.
 *
 * @throws RangeError when the labelling gives other than one label to each column
 */
export function enter(
  ledger: Ledger,
  labelling: Labelling,
  step: number,
  problems: readonly Problem[],
  losses: Float32Array,
): void {
  const { columns, names } = ledger;
  problems.forEach((problem, row) => {
    checkedLabels(labelling, problem, columns).forEach((label, column) => {
      if (label < 0) return;
      const at = (step * names.length + label) * columns + column;
      ledger.sums[at] += losses[row * columns + column];
      ledger.counts[at]++;
    });
  });
}

export interface Where {
  /** A name of the ledger. */
  readonly label: string;
  /** Columns to take together; all by default. */
  readonly columns?: readonly number[];
}

/**
 * Mean loss in nats over the steps from `from` up to `to` (not included); NaN where none was entered.
 *
 * @throws RangeError when the ledger has no such name or column, or a step is no whole number
 */
export function meanLoss(ledger: Ledger, { label, columns }: Where, from: number, to: number): number {
  const name = ledger.names.indexOf(label);
  if (name < 0) throw new RangeError(`A ledger of ${ledger.names.join(", ")} was asked for «${label}».`);
  if (!Number.isInteger(from) || !Number.isInteger(to))
    throw new RangeError(`Steps are whole numbers, not ${from} and ${to}.`);
  const wanted = columns ?? Array.from({ length: ledger.columns }, (_, i) => i);
  const unknown = wanted.find(
    (column) => !(Number.isInteger(column) && column >= 0 && column < ledger.columns),
  );
  if (unknown !== undefined)
    throw new RangeError(`A ledger of ${ledger.columns} columns was asked for column ${unknown}.`);
  let [sum, count] = [0, 0];
  for (let step = Math.max(0, from); step < Math.min(to, ledger.steps); step++)
    for (const column of wanted) {
      const at = (step * ledger.names.length + name) * ledger.columns + column;
      sum += ledger.sums[at];
      count += ledger.counts[at];
    }
  return sum / count;
}

/**
 * Mean loss in nats over a window that ends with each step, from the first full window on: [steps − window + 1].
 *
 * @throws RangeError as `meanLoss` does, or when the window is no whole number of steps
 */
export function curve(ledger: Ledger, where: Where, window: number): number[] {
  if (!Number.isInteger(window) || window < 1)
    throw new RangeError(`A window is a whole number of steps from 1, not ${window}.`);
  return Array.from({ length: Math.max(0, ledger.steps - window + 1) }, (_, i) =>
    meanLoss(ledger, where, i, i + window),
  );
}

/**
 * The first step at which the mean loss of the last `window` steps is below `nats`; the number of steps + 1 where it never is.
 *
 * @throws RangeError as `curve` does
 */
export function firstPassage(ledger: Ledger, where: Where, nats: number, window: number): number {
  const at = curve(ledger, where, window).findIndex((loss) => loss < nats);
  return at < 0 ? ledger.steps + 1 : at + window;
}
