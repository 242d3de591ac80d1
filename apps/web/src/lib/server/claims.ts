/** @file A paper's claims beside what was measured. */
import {
  describeExpectation,
  formatNumber,
  type CheckResult,
  type MeasurementInfo,
} from "@working-papers/lab";
import { claimPage } from "@working-papers/daily";
import type { PaperFolder } from "@working-papers/lab/node";
import { typeset } from "../typeset.ts";
import type { CheckView, ClaimView, HereRun, RunLink } from "../view.ts";

/** @param here runs of the paper on this server */
export function claimViews(folder: PaperFolder, here: readonly HereRun[] = []): ClaimView[] {
  return folder.paper.claims.map((claim, index) => {
    const verdict = folder.verdicts[index];
    const { id, statement, place, origin, recalled, scale, scaleNote } = claim;
    return {
      id,
      statement: typeset(statement),
      place: typeset(place),
      origin,
      recalled,
      scale,
      scaleNote: scaleNote && typeset(scaleNote),
      reported: typeset(claim.reported.text),
      verdict: verdict.verdict,
      reason: typeset(verdict.reason),
      checks: verdict.checks.map((result) => checkView(result, folder)),
      runs: verdict.runs.map((run) => runLink(run, folder)),
      href: claimPage(folder.paper.slug, id),
      here: here.filter(
        (run) =>
          !run.altered &&
          run.preset === "full" &&
          claim.checks.some(({ experiment }) => experiment === run.experiment),
      ),
    };
  });
}

function checkView(result: CheckResult, folder: PaperFolder): CheckView {
  const { check, measured } = result;
  const info = measurementInfo(folder, check.experiment, check.measurement);
  const view: CheckView = {
    what: check.says ?? info?.title ?? check.measurement,
    expected: describeExpectation(check.expect),
    outcome: result.outcome,
  };
  if (!measured) return view;
  view.measured = formatNumber(measured.mean, info?.decimals);
  view.unit = info?.unit;
  if (measured.n > 1)
    view.spread =
      measured.low === measured.high
        ? `the same for ${measured.n} seeds`
        : `${formatNumber(measured.low)} to ${formatNumber(measured.high)} (95 %), ${measured.n} seeds`;
  return view;
}

function measurementInfo(folder: PaperFolder, experiment: string, name: string): MeasurementInfo | undefined {
  return folder.experiments.find(({ id }) => id === experiment)?.measurements[name];
}

function runLink(id: string, folder: PaperFolder): RunLink {
  const run = folder.runs.find((recorded) => recorded.id === id)!;
  return { id, href: runHref(folder.paper.slug, id), experiment: run.experiment, seed: run.seed };
}

export function runHref(slug: string, run: string): string {
  return `/papers/${slug}/runs/${run}`;
}
