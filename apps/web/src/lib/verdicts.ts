/** @file The four verdicts in the order pages show them, and how often each occurs. */
import type { VerdictName } from "@working-papers/lab";

export const verdictNames = [
  "reproduced",
  "partly",
  "not reproduced",
  "not tested",
] as const satisfies readonly VerdictName[];

export type VerdictCounts = Record<VerdictName, number>;

export function countVerdicts(verdicts: readonly VerdictName[]): VerdictCounts {
  const counts: VerdictCounts = { reproduced: 0, partly: 0, "not reproduced": 0, "not tested": 0 };
  for (const verdict of verdicts) counts[verdict]++;
  return counts;
}

/** «12 reproduced · 3 partly · 4 not reproduced · 6 not tested»; verdicts that do not occur are left out. */
export function describeCounts(counts: VerdictCounts): string {
  const parts = verdictNames.filter((name) => counts[name] > 0).map((name) => `${counts[name]} ${name}`);
  return parts.length > 0 ? parts.join(" · ") : "no claims";
}

/** A verdict from an address's query; nothing when it is not one. */
export function parseVerdict(text: string | null): VerdictName | undefined {
  return verdictNames.find((name) => name === text);
}

/** A verdict as part of a class name: «not-reproduced». */
export function verdictClass(verdict: VerdictName): string {
  return verdict.replace(" ", "-");
}
