/**
 * @file The page of a dated list: a day, a week or a month, of all lists or of one, of all categories or of one.
 *
 * What a reader may choose stands in the address: `?list=curated&category=cs.CL&sort=trending&page=2`. What is no such thing is answered with 400 and a
 * sentence; a period without papers shows the last one before it, and says so.
 */
import {
  pageIn,
  parsePeriod,
  periodOf,
  readFeed,
  readSides,
  type Feed,
  type FeedRequest,
  type ListAddress,
  type Period,
  type Member,
  type Unit,
} from "@working-papers/daily";
import { error } from "@sveltejs/kit";
import type { Problem } from "@working-papers/lab/node";
import { sayPeriod } from "../dates.ts";
import { withQuery, type QueryChanges } from "../paths.ts";
import { LIST_ORDERS, oneOf } from "./choices.ts";
import { daily } from "./daily.ts";
import { evidence, type Evidence } from "./evidence.ts";
import { feedLinks, type FeedLink } from "./feeds.ts";
import { withVotes } from "./votes.ts";
import { listedView, workingView, type ListedView, type WorkingView } from "./listed.ts";

/** A link among others, of which one is where the reader is. */
export interface Choice {
  name: string;
  href: string;
  current: boolean;
  count?: number;
}

export interface ListPage {
  period: Period | undefined;
  /** «Thursday», «10 September 2026». */
  name: string;
  detail: string;
  /** Both in one line. */
  label: string;
  category: string | undefined;
  /** A sentence when another period is shown than was asked for. */
  notice: string | undefined;
  papers: ListedView[];
  total: number;
  page: number;
  pages: number;
  /** Addresses of the neighbours. */
  previous: Choice | undefined;
  next: Choice | undefined;
  units: Choice[];
  lists: Choice[];
  sorts: Choice[];
  categories: Choice[];
  /** The address of page n of this list. */
  path: string;
  query: QueryChanges;
  feeds: FeedLink[];
  /** What is wrong with papers of the repository, for who edits them. */
  problems: readonly Problem[];
  /** On the home page, where the day itself has no paper that works: those there are, one line each. */
  ledger: { title: string; href: string; working: WorkingView }[];
}

export const PAGE_SIZE = 25;

const LISTS: Readonly<Record<string, string>> = {
  working: "Run here",
  picks: "Picks",
  people: "Submitted",
  curated: "Chosen",
  arxiv: "Announced",
};

/** The feed of a page that goes on is that of the latest papers. */
function addressOf(
  { at, unit }: Asked,
  period: Period,
  { list, category }: { list: string | undefined; category: string | undefined },
): ListAddress {
  const filters = {
    ...(list === undefined ? {} : { list }),
    ...(category === undefined ? {} : { category }),
  };
  return at === undefined ? { kind: unit, period: period.id, ...filters } : { kind: "latest", ...filters };
}

interface Asked {
  unit: Unit;
  /** A period, or a day in it. */
  period: string;
  category?: string;
  url: URL;
  /** The reader, whose votes are marked. */
  member?: Member;
  /** The address without the query when it is another than that of the period: `/` for today. */
  at?: string;
}

/** Reads the list that an address names; answers 400 when it names none. */
export async function listPage(asked: Asked): Promise<ListPage> {
  const { url } = asked;
  const list = url.searchParams.get("list") ?? undefined;
  const category = asked.category ?? url.searchParams.get("category") ?? undefined;
  const sort = oneOf(LIST_ORDERS, url.searchParams.get("sort"), (names, given) =>
    error(400, `A list is sorted by ${names}, not «${given}».`),
  );
  const page = pageNumber(url);
  if (list !== undefined && !/^[a-z][a-z0-9-]{0,39}$/.test(list))
    error(400, `«${list.slice(0, 40)}» is not the name of a list like curated.`);
  if (category !== undefined && !/^[A-Za-z][A-Za-z0-9.-]{1,39}$/.test(category))
    error(400, `«${category.slice(0, 40)}» is not a category like cs.CL.`);
  const { db } = daily().database;
  const feed = await feedOf({
    period: checkedPeriod(asked),
    size: PAGE_SIZE,
    page,
    sort,
    ...(list === undefined ? {} : { list }),
    ...(category === undefined ? {} : { category }),
  });
  if (page > feed.pages) error(404, `This list ends at page ${feed.pages}.`);
  const period = feed.period;
  const known = await evidence();
  const sides = period
    ? await readSides(db, period, {
        ...(list === undefined ? {} : { list }),
        ...(category === undefined ? {} : { category }),
      })
    : { lists: [], categories: [] };
  const query = {
    list,
    category: asked.category === undefined ? category : undefined,
    sort: sort === "position" ? undefined : sort,
  };
  const path = asked.at ?? `/${asked.unit}/${(period ?? feed.asked).id}`;
  const dated = { ...query, category };
  const neighbour = (to: Period | undefined): Choice | undefined =>
    to && {
      name: label(to),
      href: withQuery(`/${to.unit}/${to.id}`, { list, category, sort: dated.sort }),
      current: false,
    };
  return {
    period,
    ...sayPeriod(period ?? feed.asked),
    label: label(period ?? feed.asked),
    category,
    notice: noticeOf(feed, category),
    papers: await withVotes(
      asked.member,
      feed.papers.map((paper) => listedView(paper, known.byArxiv.get(paper.id))),
    ),
    total: feed.total,
    page: feed.page,
    pages: feed.pages,
    previous: neighbour(feed.previous),
    next: neighbour(feed.next),
    units: unitsOf(asked.unit, period, feed.papers[0]?.listed, dated),
    lists: choices(
      [
        ["", "All", undefined],
        ...sides.lists
          .toSorted((a, b) => rank(a.name) - rank(b.name))
          .map(({ name, count }): [string, string, number] => [name, LISTS[name] ?? name, count]),
      ],
      list ?? "",
      (name) => withQuery(path, { ...query, list: name }),
    ),
    sorts: choices(
      Object.entries(LIST_ORDERS).map(([name, says]) => [name, says, undefined]),
      sort,
      (name) => withQuery(path, { ...query, sort: name === "position" ? undefined : name }),
    ),
    categories:
      period === undefined
        ? []
        : sides.categories.map(({ name, count }) => ({
            name,
            count,
            current: name === category,
            href: withQuery(`/${period.unit}/${period.id}`, {
              ...dated,
              category: name === category ? undefined : name,
            }),
          })),
    path,
    query,
    feeds: feedLinks(addressOf(asked, period ?? feed.asked, { list, category })),
    problems: known.problems,
    ledger: asked.at === "/" && page === 1 ? ledgerOf(known, feed) : [],
  };
}

function checkedPeriod({ unit, period }: Asked): string {
  try {
    const parsed = parsePeriod(period);
    if (parsed.unit === unit) return parsed.id;
    if (parsed.unit === "day") return periodOf(unit, parsed.id).id;
  } catch (reason) {
    error(400, (reason as Error).message);
  }
  error(400, `«${period}» is not a ${unit}.`);
}

async function feedOf(request: FeedRequest): Promise<Feed> {
  return readFeed(daily().database.db, request);
}

/** `?page=`, from 1, as machines ask for it too; answers 400 when it is no number of a page. */
export function pageNumber(url: URL): number {
  try {
    return pageIn(url.searchParams);
  } catch (reason) {
    error(400, (reason as Error).message);
  }
}

function noticeOf({ asked, period }: Feed, category: string | undefined): string | undefined {
  const of = category === undefined ? "" : ` of ${category}`;
  if (period === undefined) return `There are no papers${of} up to ${label(asked)}.`;
  if (period.id === asked.id) return undefined;
  return `Nothing${of} is listed for ${label(asked)}: this is the last ${asked.unit} that has papers.`;
}

/** «Thursday 10 September 2026», «Week 37, 7 to 13 September 2026», «September 2026» */
export function label(period: Period): string {
  const { name, detail } = sayPeriod(period);
  return period.unit === "week" ? `${name}, ${detail}` : `${name} ${detail}`;
}

/** From a week or a month to the day with which its list begins. */
function unitsOf(
  unit: Unit,
  period: Period | undefined,
  day: string | undefined,
  query: QueryChanges,
): Choice[] {
  if (!period) return [];
  return (["day", "week", "month"] as const).map((other) => ({
    name: other,
    href: withQuery(`/${other}/${periodOf(other, day ?? period.last).id}`, query),
    current: other === unit,
  }));
}

function choices(
  all: readonly [string, string, number | undefined][],
  chosen: string,
  href: (name: string) => string,
): Choice[] {
  return all.map(([name, says, count]) => ({
    name: says,
    href: href(name),
    current: name === chosen,
    ...(count === undefined ? {} : { count }),
  }));
}

function rank(list: string): number {
  const place = Object.keys(LISTS).indexOf(list);
  return place < 0 ? 1.5 : place;
}

function ledgerOf({ folders }: Evidence, { papers }: Feed): ListPage["ledger"] {
  const working = folders
    .map((folder) => ({
      title: folder.paper.title,
      href: `/papers/${folder.paper.slug}`,
      id: folder.paper.arxiv,
      working: workingView(folder),
    }))
    .filter(({ working: { works } }) => works);
  return working.some(({ id }) => papers.some((paper) => paper.id === id)) ? [] : working;
}
