/**
 * @file What has to be done in each column of a product by one digit (section 3.1), as labels for losses.
 *
 * With the digits D_i of the first operand and the multiplier e: p_i = D_i·e, s_i = p_i + c_i, A_i = s_i mod base,
 * c_{i+1} = ⌊s_i / base⌋, and the digit above all columns is the last carry.
 */
import { freeColumns, type Problem } from "./samples.ts";
import { largest, type Task } from "./task.ts";

export interface Column {
  /** p_i: the product of the two digits. */
  readonly product: number;
  /** c_i: the carry that comes in. */
  readonly carry: number;
  /** s_i = p_i + c_i. */
  readonly sum: number;
}

/** The columns of a × e from the units up, one for each digit of a. */
export function columns({ base, left }: Task, a: number, e: number): Column[] {
  let carry = 0;
  return Array.from({ length: left }, () => {
    const product = (a % base) * e;
    a = Math.floor(a / base);
    const column = { product, carry, sum: product + carry };
    carry = Math.floor(column.sum / base);
    return column;
  });
}

/** Sorts the columns of a problem's answer into kinds. */
export interface Labelling {
  readonly names: readonly string[];
  /** For each column of the answer from the units up, an index into `names`, or −1 for none. */
  label(problem: Problem): readonly number[];
}

/**
 * The labels that a labelling gives to a problem, one for each of `count` columns.
 *
 * @throws RangeError when they are more or fewer, or none of its names
 */
export function checkedLabels(labelling: Labelling, problem: Problem, count: number): readonly number[] {
  const labels = labelling.label(problem);
  const kinds = labelling.names.length;
  if (labels.length !== count)
    throw new RangeError(`A labelling gives one label to each of ${count} columns, not ${labels.length}.`);
  const wrong = labels.find((each) => !Number.isInteger(each) || each < -1 || each >= kinds);
  if (wrong !== undefined)
    throw new RangeError(`A label is −1 or one of ${kinds} names from 0, not ${wrong}.`);
  return labels;
}

export const SUBTASKS = ["BM", "BM with carry", "CA", "UC", "UCFC"] as const;
export type Subtask = (typeof SUBTASKS)[number];

/**
 * The paper's subtasks: base multiplication without and with a carry out, the carry that is the highest digit (CA), use of a
 * carry (UC), and use of a carry with a further carry (UCFC). Every column has exactly one.
 *
 * @throws RangeError when the task is not the product by one digit, or the answer has another width than the columns need
 */
export function subtasks(task: Task): Labelling {
  const { base, left } = task;
  const isProduct = [1, largest(base, left)].every((a) =>
    Array.from({ length: base }, (_, e) => e).every((e) => task.result(a, e) === a * e),
  );
  if (!isProduct || task.right !== 1 || task.answer !== left + 1)
    throw new RangeError("Subtasks are those of a product by one digit, with one digit more in the answer.");
  return {
    names: SUBTASKS,
    label: ([a, e]) => [
      ...columns(task, a, e).map(({ carry, sum }) =>
        carry === 0 ? (sum < task.base ? 0 : 1) : sum < task.base ? 3 : 4,
      ),
      2,
    ],
  };
}

/** A labelling of some columns alone, counted from the units up; the others have no label. */
export const only = (
  { names, label }: Labelling,
  keep: (problem: Problem, column: number) => boolean,
): Labelling => ({
  names,
  label: (problem) => label(problem).map((each, column) => (keep(problem, column) ? each : -1)),
});

/** Without the units: they are easier than the digits above them, and never use a carry. */
export const unitsApart = (labelling: Labelling): Labelling => only(labelling, (_, column) => column > 0);

/** Without multipliers 0 and 1, which copy or clear and never carry: three quarters of all BM columns are theirs. */
export const multiplied = (labelling: Labelling): Labelling => only(labelling, ([, e]) => e > 1);

/** The subtasks where something is multiplied, between the first and the last digit, and the carry. */
export const productSubtasks = (task: Task): Labelling => multiplied(unitsApart(subtasks(task)));

/** Every column by its multiplier: 0 or 1, which never carry, and the others. */
export const byMultiplier = (task: Task): Labelling => ({
  names: ["multiplier 0 or 1", "multiplier above 1"],
  label: ([, e]) => Array.from({ length: task.answer }, () => (e <= 1 ? 0 : 1)),
});

/**
 * The longest run of columns in which the carry that comes in changes the carry that goes out: the columns an answer digit
 * cannot be known without. 47134 × 9 has two.
 */
export function cascadeLength(task: Task, [a, e]: Problem): number {
  let [longest, run] = [0, 0];
  for (const { product, sum } of columns(task, a, e)) {
    run = Math.floor(sum / task.base) === Math.floor(product / task.base) ? 0 : run + 1;
    longest = Math.max(longest, run);
  }
  return longest;
}

/**
 * Partial products that reach each column of the answer, from the units up (figure 4): that by the digit of column r of the multiplier has
 * `left` + 1 digits from column r on. Digits that a template (`d000d`) fixes at zero have none.
 *
 * @throws RangeError when the template is none of the task (`templated`)
 */
export function overlaps(task: Task, template = "d".repeat(task.right)): number[] {
  const { left, answer } = task;
  const free = freeColumns(task, template);
  return Array.from({ length: answer }, (_, k) => free.filter((r) => r <= k && k <= r + left).length);
}
