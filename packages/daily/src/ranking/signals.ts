/** @file Counts of what happened to papers, by day: votes, comments, runs. Other parts of the site add to them; ranking only reads them. */
import { sql } from "drizzle-orm";
import type { Db } from "../database/open.ts";
import { signal } from "../database/schema.ts";

export interface Signal {
  paperId: string;
  /** The UTC day. */
  day: string;
  /** A name from `TERMS` in trending.ts; others are kept and do not count. */
  kind: string;
  value: number;
}

const BATCH = 1_000;

/** Adds to the counts of a day, for events that come one by one. */
export async function addSignals(db: Db, signals: readonly Signal[]): Promise<void> {
  await write(db, signals, sql`${signal.value} + excluded.value`);
}

/** Sets the counts of a day, for sources that tell a total. The same answer read twice counts once. */
export async function setSignals(db: Db, signals: readonly Signal[]): Promise<void> {
  await write(db, signals, sql`excluded.value`);
}

async function write(db: Db, signals: readonly Signal[], value: ReturnType<typeof sql>): Promise<void> {
  // A statement must not touch a row twice: equal ones are added up first.
  const unique = new Map<string, Signal>();
  for (const one of signals) {
    if (!Number.isFinite(one.value)) throw new RangeError(`A finite number was expected, not ${one.value}.`);
    const place = `${one.paperId} ${one.day} ${one.kind}`;
    unique.set(place, { ...one, value: one.value + (unique.get(place)?.value ?? 0) });
  }
  const rows = [...unique.values()];
  for (let start = 0; start < rows.length; start += BATCH)
    await db
      .insert(signal)
      .values(rows.slice(start, start + BATCH))
      .onConflictDoUpdate({ target: [signal.paperId, signal.day, signal.kind], set: { value } });
}
