/** @file Writes a run as a file: append-only, complete or not at all. */
import { link, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Run } from "../run.ts";

/**
 * Writes a run to `<folder>/<id>.json` and returns the path. The id holds the content's digest, so a run that is there
 * already is the same run and stays.
 */
export async function recordRun(run: Run, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${run.id}.json`);
  const unfinished = `${path}.${process.pid}.part`;
  try {
    await writeFile(unfinished, `${JSON.stringify(run, null, 1)}\n`, { flush: true });
    await link(unfinished, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    await rm(unfinished, { force: true });
  }
  return path;
}
