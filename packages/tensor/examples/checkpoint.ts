/** A run's state in a file that is replaced whole, so that a run killed at any moment finds either the last state or the one before. */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { loadTree, saveTree } from "../src/index.ts";

/** The saved state, or `fresh` where there is no file. Throws if the file is of another network. */
export const readCheckpoint = <T>(file: string | undefined, fresh: T): T =>
  file && existsSync(file) ? loadTree(fresh, readFileSync(file)) : fresh;

/** Writes the state beside the file, waits for the disk, and renames. Without a file nothing is kept. */
export async function writeCheckpoint(file: string | undefined, state: unknown): Promise<void> {
  if (!file) return;
  const bytes = await saveTree(state);
  const handle = openSync(`${file}.part`, "w");
  for (let at = 0; at < bytes.length;) at += writeSync(handle, bytes, at);
  fsyncSync(handle);
  closeSync(handle);
  renameSync(`${file}.part`, file);
}
