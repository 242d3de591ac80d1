/** @file Which repository a command works on: the one it stands in, or the one this program belongs to. */
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { openRepository, type Repository } from "@working-papers/lab/node";

const own = fileURLToPath(new URL("../../..", import.meta.url));

export function findRoot(): string {
  if (process.env.WORKING_PAPERS_ROOT) return resolve(process.env.WORKING_PAPERS_ROOT);
  for (let at = process.cwd(); ; at = dirname(at)) {
    if (existsSync(join(at, "papers", "package.json"))) return at;
    if (dirname(at) === at) return resolve(own);
  }
}

export function repository(): Promise<Repository> {
  return openRepository(findRoot());
}
