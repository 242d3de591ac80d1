/** @file A paper as the feed lists it, and the feed as days. */
import type { PaperFolder } from "@working-papers/lab/node";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { typeset } from "../typeset.ts";
import { countVerdicts } from "../verdicts.ts";
import type { PaperCardView } from "../view.ts";

export interface FeedDay {
  /** ISO date. */
  day: string;
  papers: PaperCardView[];
}

export function hasSystem(folder: PaperFolder): boolean {
  return existsSync(join(folder.directory, "index.ts"));
}

function paperCard(folder: PaperFolder): PaperCardView {
  const { slug, arxiv, title, authors, date, summary, system, claims } = folder.paper;
  return {
    slug,
    arxiv,
    title,
    authors,
    date,
    summary: typeset(summary),
    system,
    counts: countVerdicts(folder.verdicts.map(({ verdict }) => verdict)),
    claims: claims.length,
    experiments: folder.experiments.length,
    runs: folder.runs.length,
    works: hasSystem(folder) && folder.runs.length > 0,
  };
}

/** Days, latest first; within a day the papers that run come first, then by title. */
export function feedDays(folders: readonly PaperFolder[]): FeedDay[] {
  const days = Map.groupBy(folders, ({ paper }) => paper.listed);
  return [...days]
    .sort(([a], [b]) => (a < b ? 1 : -1))
    .map(([day, listed]) => ({
      day,
      papers: listed
        .map(paperCard)
        .sort((a, b) => Number(b.works) - Number(a.works) || a.title.localeCompare(b.title)),
    }));
}
