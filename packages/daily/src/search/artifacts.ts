/** @file Built things kept in the database in parts, so that a process starts by reading and not by building, and all processes see the same. */
import { and, asc, desc, eq, lt, sql } from "drizzle-orm";
import type { Db } from "../database/open.ts";
import { artifact } from "../database/schema.ts";

/** Small enough for one row of either driver's protocol, large enough for few rows. */
const PART = 4_000_000;

/** The newest generation of an artifact. */
export async function newestGeneration(db: Db, name: string): Promise<number | undefined> {
  const [row] = await db
    .select({ generation: artifact.generation })
    .from(artifact)
    .where(eq(artifact.name, name))
    .orderBy(desc(artifact.generation))
    .limit(1);
  return row?.generation;
}

/** Reads one generation; undefined when it was replaced meanwhile. */
export async function readArtifact(
  db: Db,
  name: string,
  generation: number,
): Promise<Uint8Array | undefined> {
  const rows = await db
    .select({ hex: sql<string>`encode(${artifact.bytes}, 'hex')` })
    .from(artifact)
    .where(and(eq(artifact.name, name), eq(artifact.generation, generation)))
    .orderBy(asc(artifact.part));
  return rows.length === 0 ? undefined : Buffer.concat(rows.map(({ hex }) => Buffer.from(hex, "hex")));
}

/** Puts artifacts of one generation in the place of those before it, all at once. */
export async function writeArtifacts(
  db: Db,
  generation: number,
  artifacts: Record<string, Uint8Array>,
): Promise<void> {
  await db.transaction(async (tx) => {
    for (const [name, bytes] of Object.entries(artifacts)) {
      await tx.delete(artifact).where(and(eq(artifact.name, name), eq(artifact.generation, generation)));
      for (let part = 0; part * PART < bytes.length || part === 0; part++)
        await tx
          .insert(artifact)
          .values({ name, generation, part, bytes: sql`decode(${hexOf(bytes, part)}, 'hex')` });
      await tx.delete(artifact).where(and(eq(artifact.name, name), lt(artifact.generation, generation)));
    }
  });
}

/** Hexadecimal on the way: PGlite turns bytea into text and back number by number, which takes four times as long. */
function hexOf(bytes: Uint8Array, part: number): string {
  const slice = bytes.subarray(part * PART, (part + 1) * PART);
  return Buffer.from(slice.buffer, slice.byteOffset, slice.byteLength).toString("hex");
}
