/** @file A list by its address: what a feed, an export and a Markdown page of it have in common. */
import { readFeed, type Feed, type FeedRequest } from "../lists/feed.ts";
import { isDay, parsePeriod, periodOf, type Day, type Period } from "../lists/period.ts";
import type { Card } from "../papers/card.ts";
import { explain, readTrending } from "../ranking/trending.ts";
import { ProblemError } from "../http/problem.ts";
import type { SearchRequest } from "../search/engine.ts";
import type { ListAddress } from "./addresses.ts";
import type { SiteContext } from "./context.ts";

export interface ListedPaper extends Card {
  /** The day on which the list has it, where the list is dated. */
  listed?: string;
  /** Its score with every term, where the list is by score. */
  why?: string;
}

/** How much of a list is read, and in which order. */
export interface Reading {
  size: number;
  /** From 1. */
  page?: number;
  /** Of the trending list; today's by default. */
  day?: Day;
  /** Of a dated list; its own order by default. */
  sort?: FeedRequest["sort"];
  /** Of a search; the newest first by default. */
  search?: Pick<SearchRequest, "mode" | "sort">;
}

export interface ReadList {
  title: string;
  /** A sentence. */
  description: string;
  papers: ListedPaper[];
  /** Whether a page comes after this one. */
  more: boolean;
  /** Of the whole list, where they are counted. */
  total?: number;
  pages?: number;
  /** Neighbours of a dated list. */
  previous?: Period;
  next?: Period;
  /** What was read otherwise than asked, in sentences. */
  notes: string[];
}

/** Weeks that the latest papers are looked for in. */
const WEEKS = 5;

/**
 * @throws ProblemError when the address names no period or category that could be
 */
export async function readList(site: SiteContext, list: ListAddress, reading: Reading): Promise<ReadList> {
  const { size, page = 1, sort } = reading;
  if (list.kind === "trending") return trendingList(site, reading);
  if (list.kind === "search") return searchList(site, list.q, reading);
  const { category, list: name } = list;
  if (category !== undefined && !/^[A-Za-z][A-Za-z0-9.-]{1,39}$/.test(category))
    throw new ProblemError(400, `«${category.slice(0, 40)}» is not a category like cs.CL.`);
  if (name !== undefined && !/^[a-z][a-z0-9-]{0,39}$/.test(name))
    throw new ProblemError(400, `«${name.slice(0, 40)}» is not the name of a list like curated.`);
  const request = { category, list: name, size };
  const of = category === undefined ? "" : ` in ${category}`;
  if (list.kind === "latest") {
    const { papers, more } = await latest(site, request, page);
    return {
      title: `${site.name}: latest papers${of}`,
      description: `The papers${of} of the latest days, each day as it was listed.`,
      papers,
      more,
      notes: papers.length === 0 && page === 1 ? [`There are no papers${of} yet.`] : [],
    };
  }
  const feed = await dated(site, list.kind, {
    ...request,
    period: list.period,
    page,
    ...(sort && { sort }),
  });
  return {
    title: `${site.name}: papers${of} of ${feed.period?.id ?? feed.asked.id}`,
    description: `The papers${of} of the ${feed.asked.unit} ${feed.period?.id ?? feed.asked.id}.`,
    papers: feed.papers,
    more: page < feed.pages,
    total: feed.total,
    pages: feed.pages,
    previous: feed.previous,
    next: feed.next,
    notes: fallback(feed),
  };
}

function fallback({ asked, period }: Feed): string[] {
  if (period === undefined) return [`There are no papers up to ${asked.id}.`];
  return period.id === asked.id
    ? []
    : [`There are no papers of ${asked.id}: these are of ${period.id}, the last before it that has some.`];
}

type Request = { category?: string; list?: string; size: number };

async function dated(
  site: SiteContext,
  unit: string,
  request: Request & { period: string; page: number; sort?: FeedRequest["sort"] },
): Promise<Feed> {
  try {
    if (parsePeriod(request.period).unit !== unit)
      throw new RangeError(`«${request.period}» is not a ${unit}.`);
    return await readFeed(site.db, request);
  } catch (error) {
    if (error instanceof RangeError) throw new ProblemError(400, error.message);
    throw error;
  }
}

/** A page of the papers from the last week that has some backwards. One that two weeks have may stand on two pages; none is left out. */
async function latest(
  site: SiteContext,
  request: Request,
  page: number,
): Promise<{ papers: ListedPaper[]; more: boolean }> {
  const { size } = request;
  const papers = new Map<number, ListedPaper>();
  let week: Period | undefined = periodOf("week", site.today());
  /** Places to pass over before the page begins, from the start of the week. */
  let before = (page - 1) * size;
  for (let weeks = 0; week && weeks < WEEKS;) {
    const feed: Feed = await readFeed(site.db, {
      ...request,
      period: week.id,
      page: Math.floor(before / size) + 1,
    });
    for (const paper of feed.papers.slice(before % size)) {
      if (papers.size === size) return { papers: [...papers.values()], more: true };
      if (!papers.has(paper.key)) papers.set(paper.key, paper);
    }
    if (feed.page < feed.pages) before = feed.page * size;
    else {
      before = Math.max(0, before - feed.total);
      week = feed.previous;
      weeks++;
    }
    if (papers.size === size)
      return { papers: [...papers.values()], more: week !== undefined && weeks < WEEKS };
  }
  return { papers: [...papers.values()], more: false };
}

async function trendingList(site: SiteContext, { size, day = site.today() }: Reading): Promise<ReadList> {
  if (!isDay(day)) throw new ProblemError(400, `«${day.slice(0, 40)}» is not a day like 2026-09-10.`);
  const trending = await readTrending(site.db, day, size);
  return {
    title: `${site.name}: trending papers`,
    description:
      "The papers with the most attention for their age, by a formula that is published with every term.",
    papers: trending?.papers.map((paper) => ({ ...paper, why: explain(paper.terms) })) ?? [],
    more: false,
    notes: trending ? [] : ["No day was computed yet."],
  };
}

async function searchList(site: SiteContext, q: string, reading: Reading): Promise<ReadList> {
  const { size, page = 1, search: { sort = "newest", mode } = {} } = reading;
  const { hits, notes, total, pages } = await site.search.search({
    q,
    sort,
    size,
    page,
    ...(mode && { mode }),
  });
  const shown = q.trim().slice(0, 100);
  const order = sort === "newest" ? "the newest first" : "the best first";
  return {
    title: `${site.name}: ${shown === "" ? "search" : `«${shown}»`}`,
    description: `Papers found by «${shown}», ${order}.`,
    papers: hits.map(({ paper }) => paper),
    more: page < pages,
    total,
    pages,
    notes: shown === "" ? ["Nothing was asked: add ?q= and words."] : notes,
  };
}
