/**
 * @file The Markdown twin of every page: at the page's address with `.md` behind it, or at the same address for who prefers `text/markdown`.
 *
 * Lists and papers are written from what they are made of, with formulas in TeX; the others from their HTML.
 */
import { answer, problem, ProblemError, toDay, type ListAddress } from "@working-papers/daily";
import type { RequestEvent } from "@sveltejs/kit";
import { writeDown } from "../observe.ts";
import { siteContext } from "../site.ts";
import { wantsMarkdown } from "./asked.ts";
import { claimMarkdown } from "./claim.ts";
import { htmlMarkdown } from "./html.ts";
import { listMarkdown } from "./list.ts";
import { paperMarkdown } from "./paper.ts";

const TYPE = "text/markdown; charset=utf-8";

/** Answers with the twin where it is asked for; tells of it where the page is. */
export async function withTwin(
  event: RequestEvent,
  resolve: () => Response | Promise<Response>,
): Promise<Response> {
  const asked = wantsMarkdown(event);
  if (asked) {
    const made = await written(event);
    if (made) return made;
  }
  const response = await resolve();
  if (!response.headers.get("content-type")?.startsWith("text/html")) return response;
  response.headers.append("vary", "accept");
  if (!asked) {
    if (response.status === 200)
      response.headers.append("link", `<${twinPath(event.url)}>; rel="alternate"; type="text/markdown"`);
    return response;
  }
  const body = htmlMarkdown(await response.text(), event.url.origin);
  return response.status === 200
    ? // A page may show its reader's own things; what is written from papers alone does not.
      twin(event, body, { "cache-control": "private, no-cache" })
    : new Response(body, { status: response.status, headers: { "content-type": TYPE, vary: "accept" } });
}

async function written(event: RequestEvent): Promise<Response | undefined> {
  const { route, params, url } = event;
  const site = siteContext();
  try {
    const list = listOf(route.id ?? "", params as Record<string, string>, url.searchParams);
    if (list) return twin(event, await listMarkdown(site, list, url));
    if (/^\/papers\/\[[^\]]*\](?:\/\[number[^\]]*\])?$/.test(route.id ?? ""))
      return twin(event, await paperMarkdown(site, Object.values(params).join("/"), url.origin));
    if (route.id === "/papers/[slug]/claims/[claim]")
      return twin(event, await claimMarkdown(site, params.slug ?? "", params.claim ?? "", url.origin));
    return undefined;
  } catch (error) {
    if (!(error instanceof ProblemError)) writeDown(event, error);
    return problem(error);
  }
}

function twin({ request }: RequestEvent, body: string, headers: Record<string, string> = {}): Response {
  return answer(request, { body, type: TYPE, headers: { vary: "accept", ...headers } });
}

function listOf(
  route: string,
  params: Record<string, string>,
  search: URLSearchParams,
): ListAddress | undefined {
  const filters = {
    ...(search.has("list") ? { list: search.get("list")! } : {}),
    ...(search.has("category") ? { category: search.get("category")! } : {}),
  };
  if (route === "/") return { kind: "day", period: toDay(Date.now()), ...filters };
  if (route === "/trending") return { kind: "trending" };
  if (route === "/search") return { kind: "search", q: search.get("q") ?? "" };
  if (route.startsWith("/category/")) return { kind: "latest", ...filters, category: params.category };
  if (route.startsWith("/[unit")) return { kind: params.unit as "day", period: params.period, ...filters };
  return undefined;
}

/** `/` is `/index.md`. */
function twinPath({ pathname, search }: URL): string {
  return `${pathname === "/" ? "/index" : pathname.replace(/\/$/, "")}.md${search}`;
}
