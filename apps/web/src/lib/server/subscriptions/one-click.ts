/**
 * @file Leaving by one click in a mail programme (RFC 8058): a POST by a machine, without cookies, without a page, from anywhere.
 *
 * SvelteKit takes forms from this site alone, so this comes before it. The random token in the address is all that is needed, and no other request can end a
 * subscription here: a GET, which scanners of mail make too, shows a page with a button.
 */
import { daily } from "#lib/server/daily.ts";
import { unsubscribe } from "@working-papers/daily";

/** The answer to a POST that leaves; nothing to any other request. */
export async function oneClick(request: Request, url: URL): Promise<Response | undefined> {
  const token = /^\/unsubscribe\/([^/]+)$/.exec(url.pathname)?.[1];
  if (token === undefined || request.method !== "POST") return undefined;
  const done = await unsubscribe(daily().database.db, token);
  // The button on the page says that it is one; a programme must not be led on (section 3.1).
  if (await fromPage(request))
    return new Response(null, {
      status: 303,
      headers: { location: url.pathname, "cache-control": "no-store" },
    });
  return new Response(
    done ? "You are unsubscribed.\n" : "There is no such subscription, or it is long gone.\n",
    {
      status: done ? 200 : 404,
      headers: {
        "content-type": "text/plain; charset=utf-8",
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
      },
    },
  );
}

const MOST_BYTES = 10_000;

async function fromPage(request: Request): Promise<boolean> {
  if (Number(request.headers.get("content-length") ?? 0) > MOST_BYTES) return false;
  try {
    return (await request.formData()).has("page");
  } catch {
    return false;
  }
}
