/** @file Where a copy goes: a folder that is not there or empty, and that is filled complete or not at all. */
import { chmod, mkdir, mkdtemp, readdir, rename, rmdir } from "node:fs/promises";
import { dirname } from "node:path";
import { UsageError } from "@working-papers/lab";

/**
 * A new folder beside the target, to be filled and then put in its place.
 *
 * @throws UsageError when something stands at the target already, or it cannot be looked at
 */
export async function begun(target: string): Promise<string> {
  const held = await readdir(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    const why = error.code === "ENOTDIR" ? "is not a folder" : `cannot be read (${error.message})`;
    throw new UsageError(`${target} ${why}: name a new folder for the copy.`);
  });
  if (held.length > 0) throw new UsageError(`${target} is not empty: name a new folder for the copy.`);
  await mkdir(dirname(target), { recursive: true });
  return mkdtemp(`${target}.part-`);
}

/** Puts what was filled at the target. What came to stand there meanwhile is an error and stays. */
export async function put(filled: string, target: string): Promise<void> {
  await rmdir(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
  // A temporary folder is its owner's alone; a site is to be served.
  await chmod(filled, 0o777 & ~process.umask());
  await rename(filled, target);
}
