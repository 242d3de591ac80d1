/**
 * @file Checkpoints as files: written beside, flushed, renamed over, with a checksum, so that a kill at any moment leaves
 * the last saved state or the one before it.
 */
import { createHash } from "node:crypto";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { deserialize, serialize } from "node:v8";
import type { CheckpointStore, SavedState } from "../checkpoint.ts";

const CHECKSUM_BYTES = 32;

/** A store in a folder, which is made when the first state is saved. */
export function fileCheckpoints(folder: string): CheckpointStore {
  const pathOf = (key: string): string => join(folder, `${key}.checkpoint`);
  return {
    async load(key) {
      const bytes = await readFile(pathOf(key)).catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return undefined;
        throw error;
      });
      if (!bytes) return undefined;
      const body = bytes.subarray(CHECKSUM_BYTES);
      if (!checksum(body).equals(bytes.subarray(0, CHECKSUM_BYTES)))
        throw new Error(`The checkpoint ${pathOf(key)} is damaged; delete it to start the run anew.`);
      return deserialize(body) as SavedState;
    },
    async save(key, saved) {
      await mkdir(folder, { recursive: true });
      const body = serialize(saved);
      const unfinished = `${pathOf(key)}.${process.pid}.part`;
      const file = await open(unfinished, "w");
      try {
        await file.writev([checksum(body), body]);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(unfinished, pathOf(key));
    },
    async remove(key) {
      await rm(pathOf(key), { force: true });
    },
  };
}

function checksum(body: Uint8Array): Buffer {
  return createHash("sha256").update(body).digest();
}
