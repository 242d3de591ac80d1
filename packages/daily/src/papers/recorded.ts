/** @file Papers that the repository brings: there before any source was asked, and never in the way of what a source says. */
import { and, inArray, ne, sql } from "drizzle-orm";
import type { Db } from "../database/open.ts";
import { listing, paper } from "../database/schema.ts";
import type { IncomingPaper } from "./record.ts";
import { storePapers } from "./store.ts";

const SOURCE = "repository";

/** Stores records that no source has told of yet, and everybody's places in lists, which follow the repository. */
export async function storeRecorded(db: Db, records: readonly IncomingPaper[]): Promise<void> {
  if (records.length === 0) return;
  const ids = records.map(({ id }) => id);
  const told = await db
    .select({ id: paper.id })
    .from(paper)
    .where(and(inArray(paper.id, ids), ne(paper.source, SOURCE)));
  const ours = records.filter(({ id }) => !told.some((known) => known.id === id));
  if (ours.length > 0) await storePapers(db, SOURCE, ours);
  const places = records.flatMap(({ id, listings }) => listings.map((place) => ({ ...place, paperId: id })));
  if (places.length === 0) return;
  await db
    .insert(listing)
    .values(places)
    .onConflictDoUpdate({
      target: [listing.list, listing.day, listing.paperId],
      set: { position: sql`excluded.position` },
    });
}
