/** @file The page of a search: hits, what narrows them, and how the question was read. */
import type { Facet, Member } from "@working-papers/daily";
import { error } from "@sveltejs/kit";
import { withQuery, type QueryChanges } from "../paths.ts";
import { oneOf, SEARCH_MODES, SEARCH_ORDERS } from "./choices.ts";
import { daily } from "./daily.ts";
import { evidence } from "./evidence.ts";
import { feedLinks, type FeedLink } from "./feeds.ts";
import { listedView, type ListedView } from "./listed.ts";
import { withVotes } from "./votes.ts";
import { pageNumber, type Choice } from "./list-page.ts";

export interface SearchPage {
  q: string;
  hits: ListedView[];
  total: number;
  page: number;
  pages: number;
  /** What was read otherwise than written, in sentences. */
  notes: string[];
  sorts: Choice[];
  modes: Choice[];
  categories: Choice[];
  months: Choice[];
  papers: number;
  query: QueryChanges;
  feeds: FeedLink[];
}

const SIZE = 20;

export async function searchPage(url: URL, member?: Member): Promise<SearchPage> {
  const q = url.searchParams.get("q") ?? "";
  const mode = oneOf(SEARCH_MODES, url.searchParams.get("mode"), refuse);
  const sort = oneOf(SEARCH_ORDERS, url.searchParams.get("sort"), refuse);
  const page = pageNumber(url);
  const { search } = daily();
  const found = await search.search({ q, mode, sort, page, size: SIZE });
  if (page > found.pages) error(404, `The results end at page ${found.pages}.`);
  const known = await evidence();
  const query = {
    q,
    mode: mode === "both" ? undefined : mode,
    sort: sort === "relevance" ? undefined : sort,
  };
  const to = (changes: QueryChanges): string => withQuery("/search", { ...query, ...changes });
  const choose = (all: Readonly<Record<string, string>>, name: "mode" | "sort", chosen: string): Choice[] =>
    Object.entries(all).map(([value, says], i) => ({
      name: says,
      href: to({ [name]: i === 0 ? undefined : value }),
      current: value === chosen,
    }));
  return {
    q,
    hits: await withVotes(
      member,
      found.hits.map(({ paper }) => listedView(paper, known.byArxiv.get(paper.id))),
    ),
    total: found.total,
    page: found.page,
    pages: found.pages,
    notes: found.notes,
    sorts: choose(SEARCH_ORDERS, "sort", sort),
    modes: choose(SEARCH_MODES, "mode", mode),
    categories: narrowing(found.facets.categories, q, (name) => `category:${name}`, to, 12),
    months: narrowing(found.facets.months, q, (name) => `after:${name} before:${name}`, to, 12),
    papers: search.status().papers,
    query,
    feeds: feedLinks({ kind: "search", q }),
  };
}

/** Facets as links that add a filter to the question, or take it away. */
function narrowing(
  facets: readonly Facet[],
  q: string,
  filter: (name: string) => string,
  to: (changes: QueryChanges) => string,
  most: number,
): Choice[] {
  return facets.slice(0, most).map(({ name, count }) => {
    const part = filter(name);
    const current = ` ${q} `.includes(` ${part} `);
    const changed = current ? ` ${q} `.replace(` ${part} `, " ").trim() : `${q} ${part}`.trim();
    return { name, count, current, href: to({ q: changed }) };
  });
}

function refuse(names: string, given: string): never {
  error(400, `One of ${names} was expected, not «${given}».`);
}
