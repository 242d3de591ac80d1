/** @file Which page of a list is asked for. */
import { ProblemError } from "./problem.ts";

/**
 * `?page=`, from 1 to 9999.
 *
 * @throws ProblemError when it is no number of a page
 */
export function pageIn(search: URLSearchParams): number {
  const given = search.get("page") ?? "1";
  if (/^[1-9]\d{0,3}$/.test(given)) return Number(given);
  throw new ProblemError(400, `The page of a list is a number from 1 to 9999, not «${given.slice(0, 40)}».`);
}
