/** @file All papers in the order of their publication, page by page. */
import { sql } from "drizzle-orm";
import type { Db } from "../database/open.ts";
import { paper } from "../database/schema.ts";
import { readCursor, writeCursor } from "../http/cursor.ts";
import { cardColumns, type Card } from "./card.ts";

const published = sql`coalesce(${paper.submitted}, ${paper.announced}::timestamptz, '-infinity'::timestamptz)`;

/**
 * The latest papers after a cursor. A cursor is a place between two papers, so what comes in meanwhile shifts no page.
 *
 * @throws ProblemError when the cursor is none
 */
export async function readByPublication(
  db: Db,
  cursor: string | undefined,
  size: number,
): Promise<{ papers: Card[]; next: string | undefined }> {
  const place = cursor === undefined ? undefined : readCursor(cursor, /^\d{1,9}$/);
  const after = place && sql`(${published}, ${paper.key}) < (${place.time}::timestamptz, ${place.key}::int)`;
  const rows = await db
    .select({ ...cardColumns, time: sql<string>`(${published} at time zone 'UTC')::text` })
    .from(paper)
    .where(after)
    .orderBy(sql`${published} desc`, sql`${paper.key} desc`)
    .limit(size + 1);
  const shown = rows.slice(0, size);
  const last = shown.at(-1);
  return {
    papers: shown.map(({ time: _time, ...card }) => card),
    next: rows.length > size && last ? writeCursor({ time: last.time, key: String(last.key) }) : undefined,
  };
}
