/**
 * @file Which places of a row share a learned position. The paper gives every place its own; position coupling gives one to all
 * digits that count the same power of the base (Cho et al., 2024, arXiv:2405.20671).
 */
import { columnOf, type Task } from "./task.ts";

/**
 * A number for each place that is fed: the column of a digit, in the operands and in the answer; numbers of their own for operator and
 * equals sign.
 */
export function coupledPositions(task: Task): number[] {
  const { left, right, answer } = task;
  const columns = Math.max(left, right, answer);
  const written = Array.from({ length: answer - 1 }, (_, place) => columnOf(task, place));
  return [...highestFirst(left), columns, ...highestFirst(right), columns + 1, ...written];
}

const highestFirst = (digits: number): number[] => Array.from({ length: digits }, (_, i) => digits - 1 - i);
