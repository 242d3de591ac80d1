/**
 * @file Requests that another site makes a reader's browser send.
 *
 * SvelteKit refuses forms from elsewhere, where it runs as built; this covers every method and every kind of content. A browser says where a request comes
 * from (`Origin`, `Sec-Fetch-Site`), and a program that says neither acts in nobody's name unless it brings cookies.
 */

const SAFE: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/** Whether a request that would change something comes from another site, or could. */
export function isCrossSite(
  { method, headers }: Pick<Request, "method" | "headers">,
  origin: string,
): boolean {
  if (SAFE.has(method)) return false;
  const from = headers.get("origin");
  if (from !== null) return from !== origin;
  const site = headers.get("sec-fetch-site");
  if (site !== null) return site !== "same-origin" && site !== "none";
  return headers.has("cookie");
}

export function refusedCrossSite(): Response {
  return new Response("This came from another site, so nothing was done. Do it on a page of this one.\n", {
    status: 403,
    headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" },
  });
}
