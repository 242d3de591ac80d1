/** @file Where a reader is led after something is done: pages of this site alone, whatever an address or a form says. */

/** The path and query of `to` when it is on this site, else `otherwise`. */
export function pathHere(to: string | null | undefined, url: URL, otherwise = "/"): string {
  if (!to || !URL.canParse(to, url)) return otherwise;
  const target = new URL(to, url);
  // Two slashes at the beginning would name a host.
  return target.origin === url.origin ? target.pathname.replace(/^\/+/, "/") + target.search : otherwise;
}

/** The address of signing in, which leads back to a page. */
export function signInPath(url: URL): string {
  // A form's action has a name in its address, and a page behind it.
  const query = url.search.startsWith("?/") ? "" : url.search;
  return `/sign-in?${new URLSearchParams({ to: url.pathname + query })}`;
}
