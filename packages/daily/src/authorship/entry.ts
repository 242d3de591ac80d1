/** @file An accepted proposal as an entry for `paper.ts`: whoever commits it adds the checks, or leaves what has to exist first. */
import { Claim } from "@working-papers/lab";
import type { PaperFolder } from "@working-papers/lab/node";
import type { Proposal } from "./proposal.ts";

/**
 * The entry as TypeScript. What strangers wrote stands in string literals alone.
 *
 * @throws Error when a claim of this form would not be accepted by `definePaper`
 */
export function paperEntry(proposal: Proposal, { paper }: PaperFolder): string {
  const { claim, statement, place, reported, value, unit, measure, byAuthor } = proposal;
  const entry = {
    id: claim ?? nextId(paper.claims.map(({ id }) => id)),
    statement,
    place,
    ...(byAuthor || claim !== null ? {} : { origin: "third party" as const }),
    reported: {
      text: reported,
      ...(value === null ? {} : { value }),
      ...(unit === null ? {} : { unit }),
    },
    scale: "full" as const,
    needs: measure,
  };
  Claim.parse(entry);
  return `${literal(entry, "")},`;
}

/** The number after the largest one, in the form of the others: LM-26 after LM-25b. */
export function nextId(ids: readonly string[]): string {
  const parts = ids.flatMap((id) => {
    const match = /^([A-Z]{1,5}-?)(\d+)/.exec(id);
    return match ? [{ letters: match[1], number: Number(match[2]), width: match[2].length }] : [];
  });
  const last = parts.reduce((a, b) => (b.number > a.number ? b : a), parts[0]);
  return last ? last.letters + String(last.number + 1).padStart(last.width, "0") : "C-01";
}

function literal(value: unknown, indent: string): string {
  if (typeof value !== "object" || value === null) return quoted(value);
  const inner = Object.entries(value).map(
    ([name, one]) => `${indent}  ${name}: ${literal(one, `${indent}  `)},\n`,
  );
  return `{\n${inner.join("")}${indent}}`;
}

/** JSON's strings are JavaScript's; two line ends are escaped for older readers. */
function quoted(value: unknown): string {
  return JSON.stringify(value).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}
