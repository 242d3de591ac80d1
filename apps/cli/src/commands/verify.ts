/** @file `papers verify`: recomputes every verdict from the recorded runs; fails when a recorded run cannot be relied on. */
import type { VerdictName } from "@working-papers/lab";
import type { PaperFolder, Problem, Repository } from "@working-papers/lab/node";
import { stopOnInterrupt } from "../interrupt.ts";
import { reportProblems } from "../problems.ts";
import { recheck } from "../recheck.ts";
import { rerun } from "../rerun.ts";
import { repository } from "../root.ts";
import { verdictLabel } from "../terminal.ts";
import { textTable } from "../table.ts";

export async function verify(
  slug: string | undefined,
  options: { json?: boolean; rerun?: boolean },
): Promise<void> {
  const papers = await repository();
  const { folders, problems } = await load(papers, slug);
  for (const folder of folders) problems.push(...recheck(papers.root, folder));
  reportProblems(problems);
  if (options.rerun && !(await runAgain(papers.root, folders, problems))) return;
  const counts: Record<VerdictName, number> = {
    reproduced: 0,
    partly: 0,
    "not reproduced": 0,
    "not tested": 0,
  };
  for (const { verdicts } of folders) for (const { verdict } of verdicts) counts[verdict]++;
  if (options.json) {
    console.log(JSON.stringify({ papers: folders.map(verifiedPaper), counts, problems }, null, 2));
  } else {
    for (const folder of folders) printPaper(folder, slug !== undefined);
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
    const split = Object.entries(counts).map(([name, count]) => `${count} ${name}`);
    const sentences = [
      `${total} ${total === 1 ? "claim" : "claims"}: ${split.join(", ")}.`,
      ...(problems.length === 0 ? ["Every recorded run holds."] : []),
      ...keptRuns(folders),
    ];
    console.log(sentences.join(" "));
  }
  if (problems.length > 0) process.exitCode = 1;
}

/** Runs everything again and adds what differs to the problems; false, and said, when it was stopped. */
async function runAgain(root: string, folders: PaperFolder[], problems: Problem[]): Promise<boolean> {
  const stop = stopOnInterrupt();
  const report = (problem: Problem): void => {
    problems.push(problem);
    reportProblems([problem]);
  };
  const at = await rerun(root, folders, report, stop.signal).finally(stop.release);
  if (at === undefined) return true;
  console.error(
    `papers: stopped at ${at}; what was saved is kept, and with the same code the same command goes on from there.`,
  );
  process.exitCode = 130;
  return false;
}

async function load(
  papers: Repository,
  slug: string | undefined,
): Promise<{ folders: PaperFolder[]; problems: Problem[] }> {
  if (slug === undefined) return papers.loadAll();
  const folder = await papers.load(slug);
  return { folders: [folder], problems: [...folder.problems] };
}

/** Older runs in a sentence, if there are any. */
function keptRuns(folders: PaperFolder[]): string[] {
  const count = folders.reduce((sum, { superseded }) => sum + superseded.length, 0);
  if (count === 0) return [];
  return count === 1
    ? ["1 run of an older version is kept and does not count."]
    : [`${count} runs of older versions are kept and do not count.`];
}

function verifiedPaper({ paper, verdicts, superseded }: PaperFolder) {
  return {
    slug: paper.slug,
    superseded: superseded.map(({ id }) => id),
    claims: paper.claims.map((claim, index) => ({
      id: claim.id,
      verdict: verdicts[index].verdict,
      reason: verdicts[index].reason,
      scale: claim.scale,
      reported: claim.reported,
      measured: verdicts[index].checks.flatMap(({ check, measured, outcome }) =>
        measured
          ? [{ experiment: check.experiment, measurement: check.measurement, ...measured, outcome }]
          : [],
      ),
      runs: verdicts[index].runs,
    })),
  };
}

function printPaper({ paper, verdicts, runs }: PaperFolder, whole: boolean): void {
  const shown = whole ? verdicts : verdicts.filter(({ verdict }) => verdict !== "not tested");
  if (shown.length === 0) return;
  console.log(`${paper.slug}: ${runs.length} recorded runs`);
  const rows = shown.map(({ claim, verdict, reason }) => [claim, verdictLabel(verdict), reason]);
  console.log(
    `${textTable([{ title: "claim" }, { title: "verdict" }, { title: "because", wraps: true }], rows)}\n`,
  );
}
