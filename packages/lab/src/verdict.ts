/**
 * @file The verdict on a claim: a pure function of the claim and its recorded runs.
 *
 * Each check takes the runs of its experiment and preset, one per seed, and compares the interval of their mean with what
 * the claim expects: it holds when the whole interval lies inside, fails when the whole interval lies outside, and is
 * undecided when it straddles the border. All hold: reproduced. None holds and none is undecided: not reproduced. Otherwise partly.
 */
import type { Check, Claim, Expectation } from "./paper.ts";
import type { Run } from "./run.ts";
import { meanInterval, type Interval } from "./statistics.ts";

export type VerdictName = "reproduced" | "partly" | "not reproduced" | "not tested";

export interface CheckResult {
  check: Check;
  outcome: "holds" | "fails" | "undecided" | "not measured";
  measured?: Interval;
  runs: string[];
  reason: string;
}

export interface Verdict {
  claim: string;
  verdict: VerdictName;
  /** One sentence. */
  reason: string;
  checks: CheckResult[];
  /** Ids of the runs it rests on. */
  runs: string[];
}

/** Seeds without which an experiment that varies decides nothing. */
export const SEEDS_NEEDED = 3;

/** How many checks a verdict's reason spells out; all of them are in its `checks`. */
const REASONS_SAID = 3;

export function judge(claim: Claim, runs: readonly Run[]): Verdict {
  const checks = claim.checks.map((check) => judgeCheck(check, runs));
  return {
    claim: claim.id,
    ...combine(claim, checks),
    checks,
    runs: [...new Set(checks.flatMap((result) => result.runs))],
  };
}

function combine(claim: Claim, checks: CheckResult[]): Pick<Verdict, "verdict" | "reason"> {
  if (claim.scale === "out of reach")
    return { verdict: "not tested", reason: `Out of reach here: ${claim.scaleNote}` };
  if (checks.length === 0) return { verdict: "not tested", reason: `Needs ${claim.needs}` };
  const unmeasured = checks.find((result) => result.outcome === "not measured");
  if (unmeasured) return { verdict: "not tested", reason: unmeasured.reason };
  const count = checks.length;
  const others = checks.filter((result) => result.outcome !== "holds");
  const failing = checks.filter((result) => result.outcome === "fails");
  if (others.length === 0)
    return {
      verdict: "reproduced",
      reason: summary(count === 2 ? "Both checks hold." : `All ${count} checks hold.`, checks, count),
    };
  if (failing.length === count)
    return {
      verdict: "not reproduced",
      reason: summary(count === 2 ? "Neither check holds." : `None of ${count} checks holds.`, checks, count),
    };
  return {
    verdict: "partly",
    reason: summary(`${count - others.length} of ${count} checks hold.`, others, count),
  };
}

/** The tally, and what the named checks measured; a single check speaks for itself, many are only counted. */
function summary(tally: string, named: CheckResult[], count: number): string {
  const said = named.slice(0, REASONS_SAID).map((result) => result.reason);
  if (count === 1) return said[0];
  const more = named.length - said.length;
  return [tally, ...said, ...(more > 0 ? [`And ${more} more.`] : [])].join(" ");
}

function judgeCheck(check: Check, runs: readonly Run[]): CheckResult {
  const admitted = onePerSeed(
    runs.filter((run) => run.experiment === check.experiment && run.preset === check.preset && !run.altered),
  );
  const none = { check, outcome: "not measured" as const, runs: [] };
  if (admitted.length === 0)
    return { ...none, reason: `No recorded run of ${check.experiment} at preset ${check.preset}.` };
  if (admitted[0].varies !== "never" && admitted.length < SEEDS_NEEDED)
    return {
      ...none,
      reason: `${admitted.length} of ${SEEDS_NEEDED} seeds of ${check.experiment} are recorded.`,
    };
  const values = admitted.map((run) => run.measurements[check.measurement]);
  if (values.some((value) => value === undefined))
    return { ...none, reason: `Experiment ${check.experiment} does not measure ${check.measurement}.` };
  const measured = meanInterval(values);
  const outcome = compare(measured, check.expect);
  const what = check.says ?? check.measurement;
  return {
    check,
    outcome,
    measured,
    runs: admitted.map((run) => run.id),
    reason: `${what}: measured ${formatInterval(measured)}, ${describeExpectation(check.expect)} expected: ${outcome}.`,
  };
}

/** The latest run of every seed; where the seed does not matter, the latest run. */
function onePerSeed(runs: readonly Run[]): Run[] {
  const latest = new Map<number, Run>();
  const inOrder = [...runs].sort((a, b) => (a.provenance.startedAt < b.provenance.startedAt ? -1 : 1));
  for (const run of inOrder) latest.set(run.varies === "never" ? 0 : run.seed, run);
  return [...latest.values()].sort((a, b) => a.seed - b.seed);
}

function compare(measured: Interval, expect: Expectation): CheckResult["outcome"] {
  const { low, high } = acceptedRange(expect);
  if (measured.low >= low && measured.high <= high) return "holds";
  if (measured.high < low || measured.low > high) return "fails";
  return "undecided";
}

/** The closed range of values that satisfy an expectation. */
export function acceptedRange(expect: Expectation): { low: number; high: number } {
  switch (expect.kind) {
    case "near":
      return { low: expect.value - expect.tolerance, high: expect.value + expect.tolerance };
    case "atLeast":
      return { low: expect.value, high: Infinity };
    case "atMost":
      return { low: -Infinity, high: expect.value };
    case "between":
      return { low: expect.low, high: expect.high };
  }
}

/** «0.0305 ± 0.0004», «at most 0.5», «0.2 to 0.3». */
export function describeExpectation(expect: Expectation): string {
  switch (expect.kind) {
    case "near":
      return expect.tolerance === 0
        ? `exactly ${formatNumber(expect.value)}`
        : `${formatNumber(expect.value)} ± ${formatNumber(expect.tolerance)}`;
    case "atLeast":
      return `at least ${formatNumber(expect.value)}`;
    case "atMost":
      return `at most ${formatNumber(expect.value)}`;
    case "between":
      return `${formatNumber(expect.low)} to ${formatNumber(expect.high)}`;
  }
}

/** «0.0302», or over several seeds «0.0302 (95 % interval 0.0301 to 0.0303, 3 seeds)». */
export function formatInterval({ mean, low, high, n }: Interval): string {
  return n === 1
    ? formatNumber(mean)
    : `${formatNumber(mean)} (95 % interval ${formatNumber(low)} to ${formatNumber(high)}, ${n} seeds)`;
}

/** Four significant digits, or a fixed number of decimals; a proper minus sign; no trailing zeros without `decimals`. */
export function formatNumber(value: number, decimals?: number): string {
  const text =
    decimals !== undefined
      ? value.toFixed(decimals)
      : Math.abs(value) >= 1e6 || (value !== 0 && Math.abs(value) < 1e-4)
        ? value
            .toExponential(3)
            .replace(/\.?0+e/, "e")
            .replace("e", "e")
        : String(Number.isInteger(value) ? value : Number(value.toPrecision(4)));
  return text.replace("-", "−");
}
