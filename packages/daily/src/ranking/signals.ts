/** @file Counts of what happened to papers, by day: votes, comments, runs, what other sites tell. `votes/derive.ts` and sources write them; ranking only reads them. */
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

/** Rows of one statement. */
export const BATCH = 1_000;

/** Sets the counts of a day, for sources that tell a total. The same answer read twice counts once. */
export async function setSignals(db: Db, signals: readonly Signal[]): Promise<void> {
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
      .onConflictDoUpdate({
        target: [signal.paperId, signal.day, signal.kind],
        set: { value: sql`excluded.value` },
      });
}
