/** @file Saved states of runs in the database, in parts: written by the worker that has the run, and by no other. */
import { deserialize, serialize } from "node:v8";
import { asc, eq, sql } from "drizzle-orm";
import type { SavedState } from "@working-papers/lab";
import type { Db } from "../database/open.ts";
import { runCheckpoint } from "../database/schema.ts";
import { heldBy, type Held } from "./work.ts";

/** Small enough for one row of either driver's protocol. */
const PART = 4_000_000;
/** A state larger than this is refused: the database is not a disk. */
const LARGEST = 512_000_000;

/** The state cannot be kept, however often one tries. */
export class StateRefused extends Error {
  override name = "StateRefused";
}

export async function loadState(db: Db, key: string): Promise<SavedState | undefined> {
  const rows = await db
    .select({ hex: sql<string>`encode(${runCheckpoint.bytes}, 'hex')` })
    .from(runCheckpoint)
    .where(eq(runCheckpoint.key, key))
    .orderBy(asc(runCheckpoint.part));
  if (rows.length === 0) return undefined;
  return deserialize(Buffer.concat(rows.map(({ hex }) => Buffer.from(hex, "hex")))) as SavedState;
}

/**
 * Replaces the saved state, as long as the run is held.
 *
 * @throws StateRefused when it is too large, or the run is no longer held
 */
export async function saveState(db: Db, held: Held, key: string, saved: SavedState): Promise<void> {
  const bytes = serialize(saved);
  if (bytes.length > LARGEST)
    throw new StateRefused(
      `it takes ${Math.ceil(bytes.length / 1e6)} MB, and at most ${LARGEST / 1e6} MB can be kept`,
    );
  await db.transaction(async (tx) => {
    if (!(await heldBy(tx, held))) throw new StateRefused("the run is in other hands now");
    await tx.delete(runCheckpoint).where(eq(runCheckpoint.key, key));
    for (let part = 0; part === 0 || part * PART < bytes.length; part++) {
      const hex = bytes.subarray(part * PART, (part + 1) * PART).toString("hex");
      await tx.insert(runCheckpoint).values({ key, part, bytes: sql`decode(${hex}, 'hex')` });
    }
  });
}
