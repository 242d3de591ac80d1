/** @file How values that are no plain data go from the server to the browser, and where the Markdown twins of pages are. */
import { keptMarkup, Markup } from "#lib/markup.ts";
import type { Reroute, Transport } from "@sveltejs/kit/hooks";

export const transport: Transport = {
  Markup: {
    encode: (value: unknown) => value instanceof Markup,
    decode: () => keptMarkup,
  },
};

/** `/papers/l-mul.md` is the page `/papers/l-mul`, and `/index.md` the home page: the server writes them in Markdown then. */
export const reroute: Reroute = ({ url }) => {
  if (!url.pathname.endsWith(".md")) return undefined;
  return url.pathname === "/index.md" ? "/" : url.pathname.slice(0, -".md".length);
};
