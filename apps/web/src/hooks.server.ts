/** @file Every answer: the reader's theme in its first byte, headers that keep browsers from guessing, compression. */
import { compressed } from "#lib/server/compress.ts";
import { closeDaily, openDaily } from "#lib/server/daily.ts";
import { parseTheme, themeCookie } from "#lib/theme.ts";
import type { Handle, ServerInit } from "@sveltejs/kit/hooks";
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

export const handle: Handle = async ({ event, resolve }) => {
  event.locals.theme = parseTheme(event.cookies.get(themeCookie));
  const response = await resolve(event, {
    transformPageChunk: ({ html }) => html.replace("%theme%", event.locals.theme),
  });
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return compressed(event.request, response);
};
