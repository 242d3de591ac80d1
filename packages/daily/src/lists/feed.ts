/**
 * @file A feed: the papers of one dated list, or of all, in one day, week or month, optionally of one category.
 *
 * A feed is not a calendar. Asked for a period without papers (a weekend, a holiday, tomorrow) it answers with the last one before it that has
 * some, and says so; previous and next are the neighbours that have papers.
 */
import { and, asc, desc, eq, gte, lte, sql, type SQL } from "drizzle-orm";
import type { Db } from "../database/open.ts";
import { listing, paper, trending } from "../database/schema.ts";
import { cardColumns, type Card } from "../papers/card.ts";
import { parsePeriod, periodOf, type Day, type Period, type Unit } from "./period.ts";

export interface FeedRequest {
  /** `working`: what runs here; `picks`: what editors picked; `people`: what members submitted; `curated`: what people elsewhere chose; `arxiv`: what was announced; or a host's own list. Without it all, in this order. */
  list?: string;
  /** A day, a week or a month. */
  period: string;
  category?: string;
  /** `position`: as listed; `newest`: by submission; `trending`: by the last score that each has, those without one at the end. Default `position`. */
  sort?: "position" | "newest" | "trending";
  /** From 1. */
  page?: number;
  /** Papers a page, 1 to 100. Default 50. */
  size?: number;
}

export interface FeedPaper extends Card {
  /** The day of the list on which it stands there (the last one within the period). */
  listed: Day;
  kind: string;
}

export interface Feed {
  asked: Period;
  /** What is shown: `asked`, or the last one before it that has papers. Undefined when there is none at all. */
  period: Period | undefined;
  papers: FeedPaper[];
  total: number;
  page: number;
  pages: number;
  previous: Period | undefined;
  next: Period | undefined;
}

/**
 * @throws RangeError when the period, the page or the size is none
 */
export async function readFeed(db: Db, request: FeedRequest): Promise<Feed> {
  const { list, category, sort = "position" } = request;
  const { page, size } = paging(request);
  const asked = parsePeriod(request.period);
  const { unit } = asked;
  const last = await neighbour(db, list, category, lte(listing.day, asked.last), "before");
  if (!last)
    return {
      asked,
      period: undefined,
      papers: [],
      total: 0,
      page: 1,
      pages: 1,
      previous: undefined,
      next: await following(db, request, asked),
    };
  const period = last >= asked.first ? asked : periodOf(unit, last);
  const within = places(list, category, and(gte(listing.day, period.first), lte(listing.day, period.last)));
  // Places are put in order first, narrow rows that they are; only those of the page get their texts. One statement, so that page and total agree.
  const shown = await db
    .select({
      ...cardColumns,
      listed: sql<string>`place.listed::text`.as("listed"),
      kind: sql<string>`place.kind`.as("kind"),
      total: sql<number>`place.total`.as("total"),
    })
    .from(
      sql`(
        select *, row_number() over (order by ${order(sort)}) as nth, (count(*) over ())::int as total
        from (
          select distinct on (${paper.key}) ${paper.key} as key, ${listing.paperId} as id, ${listing.day} as listed, ${CHOSEN} as chosen,
            ${listing.position} as position, ${listing.kind} as kind, coalesce(${paper.submitted}, ${paper.announced}) as submitted
          from ${listing} join ${paper} on ${paper.id} = ${listing.paperId}
          where ${within} order by ${paper.key}, ${listing.day} desc, chosen
        ) as places
        order by nth limit ${size} offset ${(page - 1) * size}
      ) as place`,
    )
    .innerJoin(paper, sql`${paper.key} = place.key`)
    .orderBy(sql`place.nth`);
  const total = shown[0]?.total ?? (page === 1 ? 0 : await count(db, within));
  return {
    asked,
    period,
    papers: shown.map(({ total: _total, ...card }) => card),
    total,
    page,
    pages: Math.max(1, Math.ceil(total / size)),
    previous: await preceding(db, request, period),
    next: await following(db, request, period),
  };
}

/** Of all lists together those come first in which somebody chose, and among these the site's own people. */
const CHOSEN = sql`case ${listing.list} when 'working' then 0 when 'picks' then 1 when 'people' then 2 when 'curated' then 3 when 'arxiv' then 5 else 4 end`;

/** The newest day of a list, or of any, that has papers. */
export async function lastDay(db: Db, list?: string, category?: string): Promise<Day | undefined> {
  return neighbour(db, list, category, undefined, "before");
}

function order(sort: NonNullable<FeedRequest["sort"]>): SQL {
  const listed = sql`listed desc, chosen, position, id desc`;
  if (sort === "newest") return sql`submitted desc nulls last, ${listed}`;
  if (sort === "trending")
    return sql`(
      select ${trending.score} from ${trending} where ${trending.paperId} = places.id order by ${trending.day} desc limit 1
    ) desc nulls last, ${listed}`;
  return listed;
}

/** The places of a list, or of all; of a category's papers, whatever the category's rank among theirs. */
function places(
  list: string | undefined,
  category: string | undefined,
  days: SQL | undefined,
): SQL | undefined {
  return and(
    list === undefined ? undefined : eq(listing.list, list),
    days,
    category === undefined ? undefined : sql`${paper.categories} @> array[${category}]::text[]`,
  );
}

async function count(db: Db, within: SQL | undefined): Promise<number> {
  const [row] = await db
    .select({ total: sql<number>`count(distinct ${listing.paperId})::int` })
    .from(listing)
    .innerJoin(paper, eq(paper.id, listing.paperId))
    .where(within);
  return row.total;
}

/** The nearest day with papers among those that `days` lets through. */
async function neighbour(
  db: Db,
  list: string | undefined,
  category: string | undefined,
  days: SQL | undefined,
  side: "before" | "after",
): Promise<Day | undefined> {
  const [row] = await db
    .select({ day: listing.day })
    .from(listing)
    .innerJoin(paper, eq(paper.id, listing.paperId))
    .where(places(list, category, days))
    .orderBy(side === "before" ? desc(listing.day) : asc(listing.day))
    .limit(1);
  return row?.day;
}

async function preceding(
  db: Db,
  { list, category }: FeedRequest,
  period: Period,
): Promise<Period | undefined> {
  return around(
    period.unit,
    await neighbour(db, list, category, sql`${listing.day} < ${period.first}`, "before"),
  );
}

async function following(
  db: Db,
  { list, category }: FeedRequest,
  period: Period,
): Promise<Period | undefined> {
  return around(
    period.unit,
    await neighbour(db, list, category, sql`${listing.day} > ${period.last}`, "after"),
  );
}

function around(unit: Unit, day: Day | undefined): Period | undefined {
  return day === undefined ? undefined : periodOf(unit, day);
}

/** @throws RangeError */
export function paging(request: { page?: number; size?: number }): { page: number; size: number } {
  const { page = 1, size = 50 } = request;
  if (!Number.isInteger(page) || page < 1 || page > 100_000)
    throw new RangeError(`A page from 1 was expected, not ${page}.`);
  if (!Number.isInteger(size) || size < 1 || size > 100)
    throw new RangeError(`A page size from 1 to 100 was expected, not ${size}.`);
  return { page, size };
}
