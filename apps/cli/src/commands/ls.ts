/** @file `papers ls`: the papers of this repository and how their claims stand. */
import type { VerdictName } from "@working-papers/lab";
import { repository } from "../root.ts";
import { styled } from "../terminal.ts";
import { textTable } from "../table.ts";
import { reportProblems } from "../problems.ts";

const order: VerdictName[] = ["reproduced", "partly", "not reproduced", "not tested"];

export async function list(options: { json?: boolean }): Promise<void> {
  const { folders, problems } = await (await repository()).loadAll();
  const papers = folders
    .map(({ paper, experiments, verdicts }) => ({
      slug: paper.slug,
      arxiv: paper.arxiv,
      title: paper.title,
      experiments: experiments.length,
      claims: paper.claims.length,
      verdicts: Object.fromEntries(
        order.map((name) => [name, verdicts.filter(({ verdict }) => verdict === name).length]),
      ),
    }))
    .sort((a, b) => b.experiments - a.experiments || a.slug.localeCompare(b.slug));
  if (options.json) {
    console.log(JSON.stringify({ papers }, null, 2));
  } else {
    const rows = papers.map((paper) => [
      styled("bold", paper.slug),
      paper.arxiv,
      ...order.map((name) =>
        paper.verdicts[name] === 0 ? styled("dim", "·") : String(paper.verdicts[name]),
      ),
      paper.title,
    ]);
    const columns = [
      { title: "paper" },
      { title: "arXiv" },
      ...order.map((title) => ({ title, align: "right" as const })),
      { title: "title", wraps: true },
    ];
    console.log(textTable(columns, rows));
  }
  reportProblems(problems);
}
