/** @file Papers that the repository brings: there before any source was asked, and never in the way of what a source says. */
import { and, inArray, ne } from "drizzle-orm";
import type { Db } from "../database/open.ts";
import { paper } from "../database/schema.ts";
import type { IncomingPaper } from "./record.ts";
import { storePapers, storePlaces } from "./store.ts";

const SOURCE = "repository";

/** Stores records that no source has told of yet, and everybody's places in lists. */
export async function storeRecorded(db: Db, records: readonly IncomingPaper[]): Promise<void> {
  if (records.length === 0) return;
  const ids = records.map(({ id }) => id);
  const told = await db
    .select({ id: paper.id })
    .from(paper)
    .where(and(inArray(paper.id, ids), ne(paper.source, SOURCE)));
  const ours = records.filter(({ id }) => !told.some((known) => known.id === id));
  if (ours.length > 0) await storePapers(db, SOURCE, ours);
  await storePlaces(
    db,
    records.flatMap(({ id, listings }) => listings.map((place) => ({ ...place, paperId: id }))),
  );
}
