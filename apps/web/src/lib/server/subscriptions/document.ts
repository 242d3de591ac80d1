/** @file A mail's HTML in a browser: nothing in it runs or is loaded, and only this site frames it. */

const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation";

export function mailDocument(html: string, status = 200): Response {
  return new Response(html.replace("<head>", '<head><base target="_top">'), {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": POLICY,
      "cache-control": "private, no-store",
      "x-robots-tag": "noindex",
    },
  });
}
