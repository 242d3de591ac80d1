/** @file How values that are no plain data go from the server to the browser. */
import { keptMarkup, Markup } from "#lib/markup.ts";
import type { Transport } from "@sveltejs/kit/hooks";

export const transport: Transport = {
  Markup: {
    encode: (value: unknown) => value instanceof Markup,
    decode: () => keptMarkup,
  },
};
