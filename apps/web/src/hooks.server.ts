/**
 * @file Every answer: whether it may be asked for, who asks, the reader's theme in its first byte, headers that keep browsers from guessing, compression; and pages
 * that are kept as they were written.
 */
import { compressed } from "#lib/server/compress.ts";
import { closeDaily, daily, openDaily } from "#lib/server/daily.ts";
import { evidenceStamp } from "#lib/server/evidence.ts";
import { keptPages } from "#lib/server/kept-pages.ts";
import { isCrossSite, refusedCrossSite } from "#lib/server/cross-site.ts";
import { addressOf, costOf, networkOf, requestLimits, tooMany } from "#lib/server/limits.ts";
import { asking, keepCookies } from "#lib/server/members.ts";
import { observed, reported } from "#lib/server/observe.ts";
import { wantsMarkdown } from "#lib/server/twins/asked.ts";
import { withTwin } from "#lib/server/twins/index.ts";
import { settings } from "#lib/server/work.ts";
import { shared } from "#lib/server/shared.ts";
import { oneClick } from "#lib/server/subscriptions/one-click.ts";
import { parseTheme, themeCookie } from "#lib/theme.ts";
import type { RequestEvent } from "@sveltejs/kit";
import type { Handle, ServerInit } from "@sveltejs/kit/hooks";
import { toDay } from "@working-papers/daily";
import { building } from "$app/env";

const headers = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "strict-origin-when-cross-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
};

export const init: ServerInit = async () => {
  if (building) return;
  await openDaily();
  // Whoever serves says so when the last request is answered; nothing else keeps the process then.
  process.once("sveltekit:shutdown", () => void closeDaily());
};

/** Pages that are the same for every reader until what they show changes. */
const KEPT: ReadonlySet<string> = new Set([
  "/",
  "/[unit=unit]/[period]",
  "/category/[category=category]",
  "/trending",
  "/search",
  "/about/search",
  "/papers/[record=record]",
  "/papers/[...record=record]",
]);

/** Pages about one person, or with a token in their address. */
const PERSONAL =
  /^\/(?:sign-in|account|auth|first-editor|subscribe\/confirm|subscriptions|unsubscribe|mailbox)\b/;

const limits = requestLimits(settings.REQUESTS_PER_MINUTE);
const pages = keptPages(settings.PAGES_MB * 1e6);

const answer: Handle = async ({ event, resolve }) => {
  const { request, url, locals } = event;
  locals.network = networkOf(addressOf(event));
  const wait = limits.take(locals.network, costOf({ method: request.method, pathname: url.pathname }));
  if (wait !== undefined) return tooMany(wait, url.pathname);
  // No database takes it, and no address of this site has it.
  if (/%00/.test(url.pathname + url.search)) return new Response("Not found.\n", { status: 404 });
  const left = await oneClick(request, url);
  if (left) return left;
  if (isCrossSite(request, url.origin)) return refusedCrossSite();
  await recognise(event);
  locals.theme = parseTheme(event.cookies.get(themeCookie));
  const key = keyOf(event);
  const stamp = key === undefined ? "" : await stampOf();
  const kept = key === undefined ? undefined : await pages.find(request, key, stamp);
  if (kept) return kept;
  const page = (): Response | Promise<Response> =>
    resolve(event, {
      transformPageChunk: ({ html }) => html.replace("%theme%", locals.theme),
      preload: ({ type, path }) =>
        type === "css" || type === "js" || (type === "font" && /-normal\./.test(path)),
    });
  const response = await withTwin(event, page);
  for (const [name, value] of Object.entries(headers))
    if (!response.headers.has(name)) response.headers.set(name, value);
  if (locals.member || PERSONAL.test(event.route.id ?? "")) {
    response.headers.set("cache-control", "private, no-store");
    letFormsLeadTo(response, daily().accounts.providers);
  }
  if (key !== undefined && response.status === 200) return pages.keep(request, key, stamp, response);
  return compressed(request, response);
};

/** Finds out who comes: once a request, and without the database for who has no session. */
async function recognise(event: RequestEvent): Promise<void> {
  const visit = await daily().accounts.visit(asking(event));
  if (!visit) return;
  event.locals.member = visit.member;
  event.locals.session = visit.session;
  keepCookies(event, visit.cookies);
}

/** A browser follows a form to other sites, too, only where the policy names them. */
function letFormsLeadTo(response: Response, others: readonly { origin: string }[]): void {
  const policy = response.headers.get("content-security-policy");
  if (!policy || others.length === 0) return;
  const named = ["form-action 'self'", ...others.map(({ origin }) => origin)].join(" ");
  response.headers.set("content-security-policy", policy.replace("form-action 'self'", named));
}

export const handle = observed(answer);
export const handleError = reported;

/** What of a request decides how its page looks; nothing for what is not kept. */
function keyOf(event: RequestEvent): string | undefined {
  const { request, url, locals, isDataRequest } = event;
  if (
    locals.member ||
    request.method !== "GET" ||
    isDataRequest ||
    !KEPT.has(event.route.id ?? "") ||
    wantsMarkdown(event)
  )
    return undefined;
  return `${locals.theme} ${url.origin} ${url.pathname}${url.search}`;
}

/** Changes with everything that pages show: papers and lists, what search has taken in of them, the folders of working papers, and the day. */
const stampOf = shared(async () => {
  const { search, revision } = daily();
  return `${await revision()} ${JSON.stringify(search.status())} ${toDay(Date.now())} ${evidenceStamp()}`;
});
