/** @file Which seeds a run may have: one rule for the page and the server, with the bound of the command line. */

/** The largest seed: 2^53 − 1, up to which whole numbers are exact. */
export const LARGEST_SEED = Number.MAX_SAFE_INTEGER;

/** What is wrong with a seed as a reader wrote it, in a sentence; nothing when it is one. */
export function seedProblem(text: string): string | undefined {
  if (/^\d+$/.test(text) && Number(text) <= LARGEST_SEED) return undefined;
  const given = text === "" ? "" : `, not «${text.slice(0, 40)}»`;
  return `Seed must be a whole number from 0 to ${LARGEST_SEED}${given}.`;
}
