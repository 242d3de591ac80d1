/**
 * @file The best programs found, a list for every number of operations.
 *
 * The list keeps different programs: one per shape, and few with the same error, because programs that differ only in how they are written reach the
 * same error to many digits.
 */
import { cost, shapeOf, type Program } from "../programs/program.ts";

export interface Entry {
  program: Program;
  /** Largest error at the points of the search, or in real arithmetic once polished. */
  error: number;
  shape: string;
  /** How many candidates had been fitted when it came in. */
  found: number;
}

export interface Archive {
  readonly lists: Entry[][];
  /** The error that a program of this cost has to beat. */
  threshold(operations: number): number;
  /** Whether it came in. */
  offer(program: Program, error: number, found: number): boolean;
}

export function archive(maxOperations: number, room: number): Archive {
  const lists: Entry[][] = Array.from({ length: maxOperations + 1 }, () => []);
  return {
    lists,
    threshold(operations) {
      const list = lists[operations];
      return list.length < room ? Infinity : list[list.length - 1].error;
    },
    offer(program, error, found) {
      const list = lists[cost(program)];
      if (!(error < Infinity)) return false;
      const shape = shapeOf(program);
      const earlier = list.findIndex((entry) => entry.shape === shape);
      if (earlier >= 0) {
        if (!(error < list[earlier].error)) return false;
        list.splice(earlier, 1);
      } else if (list.filter((entry) => Math.abs(entry.error - error) <= 1e-4 * error).length >= 3)
        return false;
      let at = list.length;
      while (at > 0 && list[at - 1].error > error) at--;
      if (at >= room) return false;
      list.splice(at, 0, { program, error, shape, found });
      if (list.length > room) list.pop();
      return true;
    },
  };
}
