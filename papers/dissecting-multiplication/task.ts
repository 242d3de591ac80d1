/**
 * @file A digit task: which numbers are combined, how they are written, and in which order the answer is.
 *
 * A problem is a row of tokens `57257×2=114514`: one token a digit, one for the operator, one for the equals sign, every
 * number padded with zeros to its width. Operands stand with their highest digit first; the answer too (ordinal) or with
 * its units first (reversed), section 3 of the paper. The model is fed the prompt and then its own answer, digit by digit.
 */

export type Order = "ordinal" | "reversed";

export interface Task {
  /** The sign between the operands, one character that is no digit. */
  readonly operator: string;
  readonly base: number;
  /** Digits of the first operand, of the second, and of the answer. */
  readonly left: number;
  readonly right: number;
  readonly answer: number;
  readonly order: Order;
  /** The answer; must fit its digits for all operands that do. */
  readonly result: (a: number, b: number) => number;
}

export type TaskOptions = Pick<Task, "operator" | "left" | "right" | "answer" | "result"> &
  Partial<Pick<Task, "base" | "order">>;

/** Digits are single characters, as in a number's text to base 36. */
const LARGEST_BASE = 36;

/**
 * A task of one's own: addition, differences without sign, products to base 2, … Base 10 and ordinal unless said otherwise.
 *
 * @throws RangeError when a width or the base is out of range, both operands together or the answer leave the exact range, or the least and
 *   largest operands give an answer that is not a whole number of `answer` digits
 */
export function defineTask({ base = 10, order = "ordinal", ...options }: TaskOptions): Task {
  const task: Task = { base, order, ...options };
  if (!Number.isInteger(base) || base < 2 || base > LARGEST_BASE)
    throw new RangeError(`A base is a whole number from 2 to ${LARGEST_BASE}, not ${base}.`);
  if ([...task.operator].length !== 1 || /[0-9a-z=\s]/i.test(task.operator))
    throw new RangeError(
      `An operator is one character that is no letter, digit or =, not «${task.operator}».`,
    );
  for (const [name, width] of [
    ["left", task.left],
    ["right", task.right],
    ["answer", task.answer],
  ] as const)
    if (!Number.isInteger(width) || width < 1 || base ** width > Number.MAX_SAFE_INTEGER)
      throw new RangeError(
        `The width «${name}» is a whole number of digits, small enough for exact numbers, not ${width}.`,
      );
  if (base ** (task.left + task.right) > Number.MAX_SAFE_INTEGER)
    throw new RangeError(
      `Both operands together may have as many digits as numbers stay exact with, not ${task.left} and ${task.right} to base ${base}.`,
    );
  for (const a of [0, largest(base, task.left)])
    for (const b of [0, largest(base, task.right)]) answerTo(task, a, b);
  return task;
}

/** @throws RangeError when it is not a whole number of the task's digits */
function answerTo({ base, operator, answer, result }: Task, a: number, b: number): number {
  const value = result(a, b);
  if (!Number.isSafeInteger(value) || value < 0 || value > largest(base, answer))
    throw new RangeError(
      `${a} ${operator} ${b} gives ${value}, which is not a whole number of ${answer} digits to base ${base}.`,
    );
  return value;
}

/** Products of an m-digit and an n-digit number, written with m + n digits (section 3). */
export const multiplication = (left: number, right: number, order: Order = "ordinal"): Task =>
  defineTask({ operator: "×", left, right, answer: left + right, order, result: (a, b) => a * b });

export const largest = (base: number, digits: number): number => base ** digits - 1;

/** Tokens: 0 … base − 1 are digits, then the operator, then the equals sign. */
export const vocabulary = (task: Task): number => task.base + 2;

/** Tokens up to and with the equals sign. */
export const promptLength = (task: Task): number => task.left + task.right + 2;

/** Tokens that are fed to predict every answer digit: the prompt, and the answer but for its last digit. */
export const inputLength = (task: Task): number => promptLength(task) + task.answer - 1;

/** Tokens of a whole problem. */
export const rowLength = (task: Task): number => promptLength(task) + task.answer;

/** Place in the row of the answer digit that counts base^column. */
export const answerPlace = (task: Task, column: number): number =>
  promptLength(task) + (task.order === "reversed" ? column : task.answer - 1 - column);

/** Column (power of the base) of the k-th digit that the model writes. */
export const columnOf = (task: Task, written: number): number =>
  task.order === "reversed" ? written : task.answer - 1 - written;

/** Values in the order digits are written, as values by column from the units up: [problems, answer]. */
export function columnsFirst(task: Task, written: Float32Array): Float32Array {
  const byColumn = new Float32Array(written.length);
  for (let i = 0; i < written.length; i++) {
    const place = i % task.answer;
    byColumn[i - place + columnOf(task, place)] = written[i];
  }
  return byColumn;
}

/**
 * Writes a problem into `row` from `at` on: [rowLength] tokens.
 *
 * @throws RangeError when an operand or the answer is not a whole number of the task's digits
 */
export function writeProblem(task: Task, a: number, b: number, row: Int32Array, at = 0): void {
  const { base, left, right, answer, order } = task;
  for (const [value, digits] of [
    [a, left],
    [b, right],
  ])
    if (!Number.isInteger(value) || value < 0 || value > largest(base, digits))
      throw new RangeError(`An operand is a whole number of ${digits} digits to base ${base}, not ${value}.`);
  const value = answerTo(task, a, b);
  writeDigits(a, base, left, row, at);
  row[at + left] = base;
  writeDigits(b, base, right, row, at + left + 1);
  row[at + left + 1 + right] = base + 1;
  const start = at + promptLength(task);
  writeDigits(value, base, answer, row, start);
  if (order === "reversed") row.subarray(start, start + answer).reverse();
}

/** Digits of a number, highest first, padded with zeros. */
function writeDigits(value: number, base: number, count: number, row: Int32Array, at: number): void {
  for (let i = at + count - 1; i >= at; i--) {
    row[i] = value % base;
    value = Math.floor(value / base);
  }
}

/** Text of tokens. */
export const textOf = (task: Task, tokens: Iterable<number>): string =>
  Array.from(tokens, (token) =>
    token < task.base ? token.toString(task.base) : token === task.base ? task.operator : "=",
  ).join("");
