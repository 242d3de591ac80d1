/** @file Where things are on the site: paths, without its origin. Pages, feeds, exports and pictures link to each other through these. */
import { parseArxivId } from "../papers/arxiv-id.ts";

/** A list that can be read as a page, a feed, an export or Markdown. */
export type ListAddress =
  | { kind: "latest"; category?: string; list?: string }
  | { kind: "day" | "week" | "month"; period: string; category?: string; list?: string }
  | { kind: "trending" }
  | { kind: "search"; q: string };

export const FEED_FORMATS = ["atom", "rss", "json"] as const;
export type FeedFormat = (typeof FEED_FORMATS)[number];

export const EXPORT_FORMATS = ["bib", "csl.json", "ris"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** The page of a list; «today» is the home page. */
export function listPage(list: ListAddress): string {
  if (list.kind === "search") return `/search${query({ q: list.q })}`;
  if (list.kind === "trending") return "/trending";
  const { category, list: name } = list;
  if (list.kind !== "latest") return `/${list.kind}/${list.period}${query({ category, list: name })}`;
  return category === undefined
    ? `/${query({ list: name })}`
    : `/category/${category}${query({ list: name })}`;
}

/** A list within `/feeds/…` and `/exports/…`: «day/2026-09-10», «category/cs.CL». */
function listName(list: ListAddress): string {
  if (list.kind === "search" || list.kind === "trending") return list.kind;
  if (list.kind !== "latest") return `${list.kind}/${list.period}`;
  return list.category === undefined ? "latest" : `category/${list.category}`;
}

function listQuery(list: ListAddress, page = 1): string {
  const later = page === 1 ? undefined : String(page);
  if (list.kind === "trending") return query({ page: later });
  if (list.kind === "search") return query({ q: list.q, page: later });
  const { category, list: name } = list;
  return query({ category: list.kind === "latest" ? undefined : category, list: name, page: later });
}

export function feedPath(list: ListAddress, format: FeedFormat, page?: number): string {
  return `/feeds/${listName(list)}.${format}${listQuery(list, page)}`;
}

export function exportPath(list: ListAddress, format: ExportFormat): string {
  return `/exports/${listName(list)}.${format}${listQuery(list)}`;
}

/** The feed of all comments, or of those on one paper. */
export function commentsFeedPath(format: FeedFormat, paperId?: string): string {
  return `/feeds/comments${paperId === undefined ? "" : `/${pathOf(paperId)}`}.${format}`;
}

/** A list by what stands behind `/feeds/` without the format, and the query; nothing when it names none. */
export function parseListName(name: string, search: URLSearchParams): ListAddress | undefined {
  const list = search.get("list") ?? undefined;
  const category = search.get("category") ?? undefined;
  const filters = {
    ...(category === undefined ? {} : { category }),
    ...(list === undefined ? {} : { list }),
  };
  if (name === "latest") return { kind: "latest", ...filters };
  if (name === "trending") return { kind: "trending" };
  if (name === "search") return { kind: "search", q: search.get("q") ?? "" };
  const match = /^(day|week|month|category)\/([^/]+)$/.exec(name);
  if (!match) return undefined;
  if (match[1] === "category") return { kind: "latest", ...filters, category: match[2] };
  return { kind: match[1] as "day" | "week" | "month", period: match[2], ...filters };
}

/** The page of a paper: by its short name where it works here, else by its identifier. */
export function paperPage(id: string, slug?: string): string {
  return `/papers/${slug ?? pathOf(id)}`;
}

/** The page of a claim of a paper that works here. */
export function claimPage(slug: string, claim: string): string {
  return `/papers/${slug}/claims/${claim}`;
}

export function paperExport(id: string, format: ExportFormat): string {
  return `/exports/papers/${pathOf(id)}.${format}`;
}

export function paperPicture(id: string): string {
  return `/og/papers/${pathOf(id)}.png`;
}

export function badgePath(slug: string, claim?: string): string {
  return claim === undefined ? `/badges/${slug}.svg` : `/badges/${slug}/${claim}.svg`;
}

/** Where arXiv has a paper. */
export function sourceOf(id: string): { source: string; pdf: string } | undefined {
  return parseArxivId(id) === undefined
    ? undefined
    : { source: `https://arxiv.org/abs/${id}`, pdf: `https://arxiv.org/pdf/${id}` };
}

/** Identifiers have slashes (hep-th/9901001), which stay; DOIs may have anything. */
function pathOf(id: string): string {
  return id.split("/").map(encodeURIComponent).join("/");
}

function query(values: Record<string, string | undefined>): string {
  const given = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  return given.length === 0 ? "" : `?${new URLSearchParams(given).toString()}`;
}
