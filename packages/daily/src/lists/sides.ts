/** @file What stands beside a dated list: how many papers each list has in a period, and which categories they are of. */
import { sql } from "drizzle-orm";
import type { Db } from "../database/open.ts";
import { listing, paper } from "../database/schema.ts";
import type { Facet } from "../search/facets.ts";
import type { Period } from "./period.ts";

export interface Sides {
  /** By name of list, papers once each. */
  lists: Facet[];
  /** The most frequent first; a paper counts in each of its categories. */
  categories: Facet[];
}

/** Counts within a period; of one list, where it is named, and of one category. `most` categories at most. */
export async function readSides(
  db: Db,
  { first, last }: Period,
  filters: { list?: string; category?: string } = {},
  most = 12,
): Promise<Sides> {
  const { list, category } = filters;
  const within = sql`${listing.day} between ${first}::date and ${last}::date`;
  const ofCategory =
    category === undefined ? sql`true` : sql`${paper.categories} @> array[${category}]::text[]`;
  const lists = await db.execute<{ name: string; count: number }>(sql`
    select ${listing.list} as name, count(distinct ${listing.paperId})::int as count
    from ${listing} join ${paper} on ${paper.id} = ${listing.paperId} where ${within} and ${ofCategory}
    group by 1 order by 2 desc, 1`);
  const categories = await db.execute<{ name: string; count: number }>(sql`
    select unnest(${paper.categories}) as name, count(*)::int as count from ${paper}
    where ${paper.id} in (
      select ${listing.paperId} from ${listing}
      where ${within} and ${list === undefined ? sql`true` : sql`${listing.list} = ${list}`}
    )
    group by 1 order by 2 desc, 1 limit ${most}`);
  return { lists: lists.rows, categories: categories.rows };
}
