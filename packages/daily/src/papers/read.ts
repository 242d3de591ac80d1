/** @file One paper with its versions, for its page. */
import { asc, eq, sql } from "drizzle-orm";
import type { Db } from "../database/open.ts";
import { listing, paper, paperVersion } from "../database/schema.ts";
import { parseArxivId } from "./arxiv-id.ts";
import { cardColumns, type Card } from "./card.ts";

export interface PaperVersion {
  version: number;
  submitted: Date | null;
  withdrawn: boolean;
  /** The texts of a version that was replaced; null for the newest, and for one that was never seen. */
  title: string | null;
  abstract: string | null;
}

export interface PaperPage {
  paper: Card;
  /** The first one first. */
  versions: PaperVersion[];
  /** Where it stands in dated lists. */
  places: { list: string; day: string; kind: string }[];
}

/** A paper by its identifier as people write it, with or without a version; undefined when it is not there. */
export async function readPaper(db: Db, id: string): Promise<PaperPage | undefined> {
  const known = parseArxivId(id)?.id ?? id;
  const [found] = await db.select(cardColumns).from(paper).where(eq(paper.id, known));
  if (!found) return undefined;
  const versions = await db
    .select({
      version: paperVersion.version,
      submitted: paperVersion.submitted,
      withdrawn: paperVersion.withdrawn,
      title: paperVersion.title,
      abstract: paperVersion.abstract,
    })
    .from(paperVersion)
    .where(eq(paperVersion.paperKey, found.key))
    .orderBy(asc(paperVersion.version));
  const places = await db
    .select({ list: listing.list, day: listing.day, kind: listing.kind })
    .from(listing)
    .where(eq(listing.paperId, known))
    .orderBy(asc(listing.day), asc(listing.list));
  return { paper: found, versions, places };
}

/** Papers by identifier, those that are there, in any order. */
export async function readPapers(db: Db, ids: readonly string[]): Promise<Card[]> {
  if (ids.length === 0) return [];
  return db
    .select(cardColumns)
    .from(paper)
    .where(sql`${paper.id} in ${[...new Set(ids)]}`);
}

/**
 * A number that grows with every change of papers, lists and trending, whoever makes it: for ETags and caches. What was read after it is at least as new.
 */
export async function revisionOf(db: Db): Promise<number> {
  const { rows } = await db.execute<{ value: string }>(
    sql`select value::text as value from counter where name = 'site'`,
  );
  return Number(rows[0]?.value ?? 0);
}
