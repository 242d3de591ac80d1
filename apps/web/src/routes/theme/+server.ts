import { pathHere } from "#lib/server/path.ts";
import { parseTheme, themeCookie, themeSeconds } from "#lib/theme.ts";
import { formOf } from "#lib/server/form.ts";
import { redirect } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

/** Keeps the reader's choice and leads back to the page it was made on. */
export const POST: RequestHandler = async ({ request, cookies, url }) => {
  const form = await formOf(request);
  const theme = parseTheme(String(form.get("theme")));
  cookies.set(themeCookie, theme, {
    path: "/",
    maxAge: themeSeconds,
    sameSite: "lax",
    httpOnly: false,
    secure: url.protocol === "https:",
  });
  redirect(303, pathHere(String(form.get("back") ?? "/"), url));
};
