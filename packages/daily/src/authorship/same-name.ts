/** @file Whether two people's names could be one's: a hint for editors, which decides nothing. */
import { plain } from "../papers/tex.ts";

/** The family names are the same, and of the given names one is the other or begins as it: «A. Example» and «Ada Example», in either order. */
export function sameName(a: string, b: string): boolean {
  const [one, other] = [words(a), words(b)];
  if (one.length === 0 || other.length === 0) return false;
  return fits(one, other) || fits(one, rotated(other)) || fits(rotated(one), other);
}

function fits(one: string[], other: string[]): boolean {
  if (one.at(-1) !== other.at(-1)) return false;
  const [given, theirs] = [one.slice(0, -1), other.slice(0, -1)];
  if (given.length === 0 || theirs.length === 0) return given.length === theirs.length;
  return given[0].startsWith(theirs[0]) || theirs[0].startsWith(given[0]);
}

/** The family name first: «Example Ada», «Example, Ada». */
function rotated([first, ...rest]: string[]): string[] {
  return [...rest, first];
}

function words(name: string): string[] {
  return plain(name)
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
}
