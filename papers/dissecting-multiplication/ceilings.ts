/**
 * @file How well a product by one digit can be answered from a few digits, counted over all problems.
 *
 * If every answer digit is a function of the multiplier and of a window of the first operand's digits (the column's own and
 * those to its right), no function is more often right in a column than the most frequent digit of each case. So the worst column is a ceiling for
 * whole answers; how many of these the most frequent digits get right lies below it, and other functions may do a little better.
 */
import { largest, type Task } from "./task.ts";

export interface Ceiling {
  /** Digits in the window. */
  readonly window: number;
  /** Whether the answer digit to the right is known too, as it is when the units are written first. */
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
 * @throws RangeError when the second operand has more than one digit or there are more than 10⁷ problems
 */
export function ceiling(task: Task, window: number, previous = false): Ceiling {
  const { base, left, right, answer } = task;
  const problems = base ** (left + 1);
  if (right !== 1 || problems > 1e7)
    throw new RangeError("Ceilings are counted for products by one digit, over at most 10⁷ problems.");
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
    const caseOf = (a: number, e: number, product: number): number => {
      const seen = Math.floor(a / base ** lowest) % span;
      const before = previous && column > 0 ? Math.floor(product / base ** (column - 1)) % base : 0;
      return (seen * base + e) * befores + before;
    };
    const counts = new Uint32Array(cases * base);
    const digitOf = (product: number): number => Math.floor(product / base ** column) % base;
    forEachProblem(firsts, base, (a, e) => {
      const product = a * e;
      counts[caseOf(a, e, product) * base + digitOf(product)]++;
    });
    const best = Uint8Array.from({ length: cases }, (_, i) => {
      let most = 0;
      for (let digit = 1; digit < base; digit++)
        if (counts[i * base + digit] > counts[i * base + most]) most = digit;
      return most;
    });
    let hits = 0;
    forEachProblem(firsts, base, (a, e) => {
      const product = a * e;
      if (best[caseOf(a, e, product)] === digitOf(product)) hits++;
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
