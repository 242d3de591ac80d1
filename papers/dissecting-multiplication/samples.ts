/**
 * @file Which problems a model is trained and tested on: uniform operands, operands of a template, a share of simple samples.
 */
import type { Random } from "@working-papers/lab";
import { largest, rowLength, writeProblem, type Task } from "./task.ts";

export type Problem = readonly [a: number, b: number];

/** Draws the operands of one problem. A curriculum asks at which step of the training. */
export type Sampler = (random: Random, step?: number) => Problem;

/** Every digit of both operands uniform, so that leading zeros occur (section 3). */
export const uniform =
  ({ base, left, right }: Task): Sampler =>
  (random) => [operand(random, base, left), operand(random, base, right)];

/**
 * The second operand follows a template: `d` is a free digit and `0` is a zero, as `d000d` (table 4).
 *
 * @throws RangeError when the template is not made of d and 0 or has another length than the operand
 */
export function templated(task: Task, template: string): Sampler {
  const { base, left } = task;
  const columns = freeColumns(task, template);
  return (random) => [
    operand(random, base, left),
    columns.reduce((b, column) => b + base ** column * random.integer(0, base - 1), 0),
  ];
}

/**
 * Columns of the second operand whose digits a template leaves free, the highest first.
 *
 * @throws RangeError when the template is not made of d and 0 or has another length than the operand
 */
export function freeColumns({ right }: Task, template: string): number[] {
  if (!/^[d0]+$/.test(template) || template.length !== right)
    throw new RangeError(`A template is ${right} letters, d or 0, not «${template}».`);
  return [...template].flatMap((letter, i) => (letter === "d" ? [right - 1 - i] : []));
}

/** Most numbers that the generator draws from at once. */
const MOST_AT_ONCE = 2 ** 32;

/** A number with every digit uniform: in one draw, or digit by digit where that is too many numbers. */
function operand(random: Random, base: number, digits: number): number {
  if (base ** digits <= MOST_AT_ONCE) return random.integer(0, largest(base, digits));
  return random.integer(0, base - 1) * base ** (digits - 1) + operand(random, base, digits - 1);
}

/**
 * With probability `share` the second operand is a single digit at any place and zeros elsewhere, a simple sample (section
 * 4.3), else a problem of another sampler, uniform if not given. The paper does not say which place is free; any is.
 *
 * @throws RangeError when the share is not in 0 … 1
 */
export function withSimple(task: Task, share: number, others = uniform(task)): Sampler {
  if (!(share >= 0 && share <= 1)) throw new RangeError(`A share is a number from 0 to 1, not ${share}.`);
  return (random) => (random.uniform() < share ? simple(task)(random) : others(random));
}

/**
 * Uniform operands, but for those that are simple samples: two digits of the second or more are not zero.
 *
 * @throws RangeError when the second operand has one digit alone
 */
export function notSimple(task: Task): Sampler {
  if (task.right < 2) throw new RangeError("Every product by a number of one digit is a simple sample.");
  return wanted(uniform(task), (problem) => !isSimple(task, problem));
}

/** Whether one digit at most of the second operand is not zero. */
function isSimple({ base }: Task, [, b]: Problem): boolean {
  while (b > 0 && b % base === 0) b /= base;
  return b < base;
}

/** Simple samples alone: one free digit in the second operand. */
export const simple =
  ({ base, left, right }: Task): Sampler =>
  (random) => [
    operand(random, base, left),
    random.integer(0, base - 1) * base ** random.integer(0, right - 1),
  ];

/** One sampler before a step, another from it on. */
export const curriculum =
  (before: Sampler, step: number, after: Sampler): Sampler =>
  (random, now = 0) =>
    (now < step ? before : after)(random, now);

/** The problems of one step: the same for the same stream and step, whatever was drawn before. */
export function batchOf(sampler: Sampler, random: Random, step: number, size: number): Problem[] {
  const stream = random.fork(`batch ${step}`);
  return Array.from({ length: size }, () => sampler(stream, step));
}

/** A number for each problem of a task, to compare problems by. */
export const problemKey = ({ base, right }: Task, [a, b]: Problem): number => a * base ** right + b;

/**
 * A sampler that never draws what is held out: problems by `problemKey`.
 *
 * @throws RangeError while drawing, when hardly anything else is left
 */
export const without = (task: Task, sampler: Sampler, held: ReadonlySet<number>): Sampler =>
  wanted(sampler, (problem) => !held.has(problemKey(task, problem)));

const MOST_TRIES = 1000;

/** The first that is wanted of what a sampler draws. */
const wanted =
  (sampler: Sampler, isWanted: (problem: Problem) => boolean): Sampler =>
  (random, step) => {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const problem = sampler(random, step);
      if (isWanted(problem)) return problem;
    }
    throw new RangeError(
      `None of ${MOST_TRIES} problems drawn was one that is wanted; hold out fewer, or take a task with more of them.`,
    );
  };

/**
 * Problems of which none is drawn twice.
 *
 * @throws RangeError when the sampler has too few
 */
export function distinct(task: Task, sampler: Sampler, random: Random, count: number): Problem[] {
  const found = new Map<number, Problem>();
  for (let tries = 0; found.size < count; tries++) {
    if (tries > 100 * count)
      throw new RangeError(`${count} different problems were asked for, and ${found.size} were found.`);
    const problem = sampler(random);
    found.set(problemKey(task, problem), problem);
  }
  return [...found.values()];
}

/**
 * Problems that are not among those of a training (`seenBy`).
 *
 * @throws RangeError when the sampler finds hardly any problem that is new
 */
export function unseen(
  task: Task,
  sampler: Sampler,
  random: Random,
  count: number,
  seen: ReadonlySet<number>,
): Problem[] {
  const fresh = without(task, sampler, seen);
  return Array.from({ length: count }, () => fresh(random));
}

/** Rows of tokens: int32 [problems, rowLength]. */
export function rowsOf(task: Task, problems: readonly Problem[]): Int32Array {
  const length = rowLength(task);
  const rows = new Int32Array(problems.length * length);
  problems.forEach(([a, b], i) => writeProblem(task, a, b, rows, i * length));
  return rows;
}
