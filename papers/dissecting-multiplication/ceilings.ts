/**
 * @file How well a number by one digit can be answered from a few digits, counted over all problems.
 *
 * If every answer digit is a function of the multiplier and of a window of the first operand's digits (the column's own and
 * those to its right), no function is more often right in a column than the most frequent digit of each case. So the worst column is a ceiling for
 * whole answers; how many of these the most frequent digits get right lies below it, and other functions may do a little better.
 */
import { largest, type Task } from "./task.ts";

export interface Ceiling {
  /** Digits in the window. */
  readonly window: number;
  /** Whether the answer digit written just before is known too: to the left in ordinal, to the right in reversed order. */
  readonly previous: boolean;
  /** Share of problems with every digit right when each is the most frequent of its case, 0 … 1. */
  readonly exact: number;
  /** Largest share that can be right in each column, from the units up. */
  readonly columns: readonly number[];
  /** The least of `columns`: no function of the window has more answers right. */
  readonly most: number;
}

/**
 * The ceiling for a window of `window` digits, by enumeration of all problems of the task.
 *
 * @throws RangeError when the second operand has more than one digit, there are more than 10⁷ problems, or the window is no number of digits of the
 *   first operand
 */
export function ceiling(task: Task, window: number, previous = false): Ceiling {
  const { base, left, right, answer } = task;
  const problems = base ** (left + 1);
  if (right !== 1 || problems > 1e7)
    throw new RangeError("Ceilings are counted for a second number of one digit, over at most 10⁷ problems.");
  if (!Number.isInteger(window) || window < 1 || window > left)
    throw new RangeError(`A window is 1 to ${left} digits of the first number, not ${window}.`);
  const firsts = largest(base, left) + 1;
  const befores = previous ? base : 1;
  const cases = base ** (window + 1) * befores;
  const allRight = new Uint8Array(problems).fill(1);
  const shares: number[] = [];
  for (let column = 0; column < answer; column++) {
    // The digit above all columns is the last carry: its window begins at the highest digit.
    const top = Math.min(column, left - 1);
    const lowest = Math.max(0, top - window + 1);
    const span = base ** (top - lowest + 1);
    const writtenBefore = task.order === "reversed" ? column - 1 : column + 1;
    const known = previous && writtenBefore >= 0 && writtenBefore < answer;
    const caseOf = (a: number, e: number, result: number): number => {
      const seen = Math.floor(a / base ** lowest) % span;
      const before = known ? Math.floor(result / base ** writtenBefore) % base : 0;
      return (seen * base + e) * befores + before;
    };
    const counts = new Uint32Array(cases * base);
    const digitOf = (result: number): number => Math.floor(result / base ** column) % base;
    forEachProblem(firsts, base, (a, e) => {
      const result = task.result(a, e);
      counts[caseOf(a, e, result) * base + digitOf(result)]++;
    });
    const best = Uint8Array.from({ length: cases }, (_, i) => {
      let most = 0;
      for (let digit = 1; digit < base; digit++)
        if (counts[i * base + digit] > counts[i * base + most]) most = digit;
      return most;
    });
    let hits = 0;
    forEachProblem(firsts, base, (a, e) => {
      const result = task.result(a, e);
      if (best[caseOf(a, e, result)] === digitOf(result)) hits++;
      else allRight[a * base + e] = 0;
    });
    shares.push(hits / problems);
  }
  return {
    window,
    previous,
    exact: allRight.reduce((sum, bit) => sum + bit, 0) / problems,
    columns: shares,
    most: Math.min(...shares),
  };
}

function forEachProblem(firsts: number, base: number, visit: (a: number, e: number) => void): void {
  for (let a = 0; a < firsts; a++) for (let e = 0; e < base; e++) visit(a, e);
}
