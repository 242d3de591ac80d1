/** @file Which repository is meant: the one named by the environment, or the first found upwards. */
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/**
 * `WORKING_PAPERS_ROOT`, else the nearest folder at or above one of `starts`, tried in order, that holds `papers/`; the
 * working directory when there is none, which opening then complains about.
 */
export function findRepository(...starts: string[]): string {
  if (process.env.WORKING_PAPERS_ROOT) return resolve(process.env.WORKING_PAPERS_ROOT);
  for (const start of starts)
    for (let folder = resolve(start); ; folder = dirname(folder)) {
      if (existsSync(join(folder, "papers", "package.json"))) return folder;
      if (folder === dirname(folder)) break;
    }
  return process.cwd();
}
