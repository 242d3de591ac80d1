/**
 * @file The papers that work here, read from their folders when something in these changed, not for every page.
 *
 * Whether it did is told by times and sizes of files: some fifty questions to the file system, a tenth of a millisecond.
 */
import { foldersById } from "@working-papers/daily";
import type { PaperFolder, Problem } from "@working-papers/lab/node";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { repository, root } from "./repository.ts";

export interface Evidence {
  /** The same as long as the folders are. */
  stamp: string;
  folders: readonly PaperFolder[];
  problems: readonly Problem[];
  byArxiv: ReadonlyMap<string, PaperFolder>;
}

/** A folder itself changes with what is put into it. */
const WATCHED = ["", "paper.ts", "README.md", "results"];

/** Says whether a folder under `papers/` has changed since: records, notes, and which recorded runs there are. */
export function evidenceStamp(): string {
  const papers = join(root, "papers");
  const parts: string[] = [];
  for (const name of readdirSync(papers)) {
    if (name === "node_modules") continue;
    for (const watched of WATCHED) {
      const found = statSync(join(papers, name, watched), { throwIfNoEntry: false });
      if (found) parts.push(`${name}/${watched} ${found.mtimeMs} ${found.size}`);
    }
  }
  return parts.join("\n");
}

let known: { stamp: string; evidence: Promise<Evidence> } | undefined;

/** All papers of the repository with claims, runs and verdicts. */
export async function evidence(): Promise<Evidence> {
  const stamp = evidenceStamp();
  if (known?.stamp !== stamp) {
    const loading = load(stamp);
    known = { stamp, evidence: loading };
    loading.catch(() => (known = undefined));
  }
  return known.evidence;
}

async function load(stamp: string): Promise<Evidence> {
  const { folders, problems } = await (await repository()).loadAll();
  return {
    stamp,
    folders,
    problems,
    byArxiv: foldersById(folders),
  };
}
