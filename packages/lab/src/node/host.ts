/** @file What machine and code this process is: the provenance of its runs. */
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { availableParallelism, cpus } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Host } from "../run.ts";

const run = promisify(execFile);

export async function describeHost(root: string): Promise<Host> {
  return {
    commit: await commitOf(root),
    packages: await packageVersions(root),
    runtime: `Node.js ${process.versions.node}, V8 ${process.versions.v8}`,
    platform: `${process.platform}-${process.arch}`,
    processor: cpus()[0]?.model.trim() || "unknown",
    cores: availableParallelism(),
  };
}

/** The checked-out commit; «+» when code differs from it (recorded results are not code); null outside of git. */
async function commitOf(root: string): Promise<string | null> {
  try {
    const { stdout: commit } = await run("git", ["rev-parse", "HEAD"], { cwd: root });
    const { stdout: changes } = await run(
      "git",
      ["status", "--porcelain", "--", ".", ":(exclude,glob)papers/*/results/**"],
      { cwd: root },
    );
    return commit.trim() + (changes.trim() === "" ? "" : "+");
  } catch {
    return null;
  }
}

/** Versions of the packages of this repository that compute, as far as `root` holds them. */
async function packageVersions(root: string): Promise<Record<string, string>> {
  const versions: Record<string, string> = {};
  for (const folder of ["packages/tensor", "packages/arithmetic", "packages/lab", "papers"]) {
    const text = await readFile(join(root, folder, "package.json"), "utf8").catch(() => undefined);
    if (text === undefined) continue;
    const { name, version } = JSON.parse(text) as { name?: string; version?: string };
    if (name !== undefined && version !== undefined) versions[name] = version;
  }
  return versions;
}
