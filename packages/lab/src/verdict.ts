/**
 * @file The verdict on a claim: a pure function of the claim and its recorded runs.
 *
 * Each check takes the runs of its experiment at preset full, of every seed the one that was recorded first, and compares
 * the interval of their mean with what the claim expects: it holds when the whole interval lies inside, fails when the whole
 * interval lies outside, and is undecided when it straddles the border. One that is not measured: not tested. All hold:
 * reproduced. None holds and some fail: not reproduced. Otherwise, some hold or all are undecided: partly.
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
  const failing = checks.filter((result) => result.outcome === "fails");
  const undecided = checks.filter((result) => result.outcome === "undecided");
  const others = checks.filter((result) => result.outcome !== "holds");
  if (others.length === 0)
    return {
      verdict: "reproduced",
      reason: summary(count === 2 ? "Both checks hold." : `All ${count} checks hold.`, checks, count),
    };
  if (others.length === count && failing.length > 0) {
    const none = count === 2 ? "Neither check holds" : `None of ${count} checks holds`;
    const open = undecided.length > 0 ? `, ${undecided.length} undecided` : "";
    return {
      verdict: "not reproduced",
      reason: summary(`${none}${open}.`, [...failing, ...undecided], count),
    };
  }
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
    runs.filter((run) => run.experiment === check.experiment && run.preset === "full" && !run.altered),
  );
  const none = { check, outcome: "not measured" as const, runs: [] };
  if (admitted.length === 0)
    return { ...none, reason: `No recorded run of ${check.experiment} at preset full.` };
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
    reason: `${what}: ${compared(measured, check.expect, outcome)} expected: ${outcome}.`,
  };
}

/** What was measured and what is expected, with the digits that it takes for the numbers as printed to compare as they do. */
function compared(measured: Interval, expect: Expectation, outcome: CheckResult["outcome"]): string {
  let digits = DIGITS;
  for (; digits < MOST_DIGITS; digits++) {
    const asPrinted = (value: number) => rounded(value, digits);
    const { mean, low, high, n } = measured;
    const shown = { mean: asPrinted(mean), low: asPrinted(low), high: asPrinted(high), n };
    if (compare(shown, mapExpectation(expect, asPrinted)) === outcome) break;
  }
  return `measured ${formatInterval(measured, digits)}, ${describeExpectation(expect, digits)}`;
}

function mapExpectation(expect: Expectation, f: (value: number) => number): Expectation {
  if (expect.kind === "between") return { ...expect, low: f(expect.low), high: f(expect.high) };
  if (expect.kind === "near") return { ...expect, value: f(expect.value), tolerance: f(expect.tolerance) };
  return { ...expect, value: f(expect.value) };
}

/**
 * The first run of every seed, and the first of all where the seed does not matter: measuring again changes no verdict, so
 * that nobody repeats a seed until it passes.
 */
export function onePerSeed(runs: readonly Run[]): Run[] {
  const first = new Map<number, Run>();
  for (const run of runs) {
    const seed = run.varies === "never" ? 0 : run.seed;
    const known = first.get(seed);
    if (!known || isBefore(run, known)) first.set(seed, run);
  }
  return [...first.values()].sort((a, b) => a.seed - b.seed);
}

/** Of two runs that started in the same moment the one whose id is smaller, in whatever order they come. */
function isBefore(a: Run, b: Run): boolean {
  const [began, other] = [a.provenance.startedAt, b.provenance.startedAt];
  return began === other ? a.id < b.id : began < other;
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
export function describeExpectation(expect: Expectation, digits = DIGITS): string {
  const say = (value: number): string => formatNumber(value, undefined, digits);
  switch (expect.kind) {
    case "near":
      return expect.tolerance === 0
        ? `exactly ${say(expect.value)}`
        : `${say(expect.value)} ± ${say(expect.tolerance)}`;
    case "atLeast":
      return `at least ${say(expect.value)}`;
    case "atMost":
      return `at most ${say(expect.value)}`;
    case "between":
      return `${say(expect.low)} to ${say(expect.high)}`;
  }
}

/** «0.0302», or over several seeds «0.0302 (95 % interval 0.0301 to 0.0303, 3 seeds)». */
function formatInterval({ mean, low, high, n }: Interval, digits = DIGITS): string {
  const say = (value: number): string => formatNumber(value, undefined, digits);
  return n === 1 ? say(mean) : `${say(mean)} (95 % interval ${say(low)} to ${say(high)}, ${n} seeds)`;
}

/** Significant digits of a number that is printed without a fixed number of decimals. */
const DIGITS = 4;
/** With these every number is itself. */
const MOST_DIGITS = 17;

/** Four significant digits or as many as asked for, or a fixed number of decimals; a proper minus sign; no trailing zeros without `decimals`. */
export function formatNumber(value: number, decimals?: number, digits = DIGITS): string {
  const text =
    decimals !== undefined
      ? value.toFixed(decimals)
      : isFarFromOne(value)
        ? value.toExponential(digits - 1).replace(/\.?0+e/, "e")
        : String(rounded(value, digits));
  return text.replaceAll("-", "−");
}

const isFarFromOne = (value: number): boolean =>
  Math.abs(value) >= 1e6 || (value !== 0 && Math.abs(value) < 1e-4);

/** The number that is printed; whole ones up to a million are printed whole. */
function rounded(value: number, digits: number): number {
  return Number.isInteger(value) && !isFarFromOne(value) ? value : Number(value.toPrecision(digits));
}
