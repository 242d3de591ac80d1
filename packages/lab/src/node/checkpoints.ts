/**
 * @file Checkpoints as files: written beside, flushed, renamed over, with a checksum, so that a kill at any moment leaves
 * the last saved state or the one before it.
 */
import { createHash } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { deserialize, serialize } from "node:v8";
import { SavedState, type CheckpointStore } from "../checkpoint.ts";
import { describeIssues } from "../validation.ts";

const CHECKSUM_BYTES = 32;

/**
 * A store in a folder, which is made when the first state is saved.
 *
 * Its errors name the file and say what to do.
 */
export function fileCheckpoints(folder: string): CheckpointStore {
  const pathOf = (key: string): string => join(folder, `${key}.checkpoint`);
  return {
    async load(key) {
      const path = pathOf(key);
      const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return undefined;
        throw new Error(`The checkpoint ${path} cannot be read (${error.message}); ${ANEW}.`, {
          cause: error,
        });
      });
      return bytes && parse(bytes, path);
    },
    async save(key, saved) {
      const body = serialize(saved);
      const unfinished = `${pathOf(key)}.${process.pid}.part`;
      try {
        await mkdir(folder, { recursive: true });
        await removeAbandoned(folder, key);
        await writeWhole(unfinished, [checksum(body), body]);
        await rename(unfinished, pathOf(key));
      } catch (error) {
        await rm(unfinished, { force: true }).catch(() => undefined);
        const { message } = error as Error;
        throw new Error(
          `The checkpoint ${pathOf(key)} cannot be saved (${message}); make room or give access to it, and the run goes on from the state before.`,
          { cause: error },
        );
      }
    },
    async remove(key) {
      await rm(pathOf(key), { force: true });
    },
  };
}

const ANEW = "delete it, or start the run anew with --fresh";

/** @throws Error when the file is not whole, or its state is of another form than this version saves */
function parse(bytes: Uint8Array, path: string): SavedState {
  const body = bytes.subarray(CHECKSUM_BYTES);
  if (!checksum(body).equals(bytes.subarray(0, CHECKSUM_BYTES)))
    throw new Error(`The checkpoint ${path} is damaged; ${ANEW}.`);
  const foreign = (why: string) =>
    new Error(`The checkpoint ${path} was saved by another version (${why}); ${ANEW}.`);
  let value: unknown;
  try {
    value = deserialize(body);
  } catch (error) {
    throw foreign((error as Error).message);
  }
  const { data, error } = SavedState.safeParse(value);
  if (error) throw foreign(describeIssues(error));
  return data;
}

/** Every byte of the parts, on the disk: a plain write may take only the first of them when there is no more room. */
async function writeWhole(path: string, parts: Uint8Array[]): Promise<void> {
  const file = await open(path, "w");
  try {
    for (const part of parts) await file.writeFile(part);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** What processes that are gone were writing of this state when they were killed. */
async function removeAbandoned(folder: string, key: string): Promise<void> {
  const start = `${key}.checkpoint.`;
  for (const name of await readdir(folder)) {
    if (!name.startsWith(start) || !name.endsWith(".part")) continue;
    if (!isRunning(Number(name.slice(start.length, -".part".length))))
      await rm(join(folder, name), { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of somebody else cannot be asked, but it is there.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function checksum(body: Uint8Array): Buffer {
  return createHash("sha256").update(body).digest();
}
