/**
 * @file Search in the database itself: PostgreSQL's full text, nothing to build and nothing to load. For a command line, for a site in its first
 * minute, and as the line that our own ranking is measured against.
 */
import { sql } from "drizzle-orm";
import type { Db } from "../database/open.ts";
import { paper } from "../database/schema.ts";
import { cardColumns, type Card } from "../papers/card.ts";
import { cleanLine } from "../papers/clean.ts";
import { MAX_QUERY } from "./query.ts";

/** The best `most` papers with all the words (quotes and minus as everywhere), filled up with papers that have any of them. */
export async function searchDatabase(db: Db, q: string, most = 20): Promise<Card[]> {
  const text = cleanLine(q.slice(0, MAX_QUERY));
  if (text === "") return [];
  const all = await matching(db, sql`websearch_to_tsquery('english', ${text})`, most);
  if (all.length >= most) return all;
  // The query parser takes «or» between words; what it does not know it leaves out, so nothing in a query is an error.
  const any = text.replace(/["-]/g, " ").trim().split(/\s+/).join(" or ");
  const known = new Set(all.map(({ key }) => key));
  const more = await matching(db, sql`websearch_to_tsquery('english', ${any})`, most);
  return [...all, ...more.filter(({ key }) => !known.has(key))].slice(0, most);
}

async function matching(db: Db, query: ReturnType<typeof sql>, most: number): Promise<Card[]> {
  return db
    .select(cardColumns)
    .from(paper)
    .where(sql`${paper.words} @@ ${query}`)
    .orderBy(sql`ts_rank_cd(${paper.words}, ${query}, 1) desc`, sql`${paper.key} desc`)
    .limit(most);
}
