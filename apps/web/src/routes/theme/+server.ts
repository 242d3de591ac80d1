import { parseTheme, themeCookie, themeSeconds } from "#lib/theme.ts";
import { redirect } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

/** Keeps the reader's choice and leads back to the page it was made on. */
export const POST: RequestHandler = async ({ request, cookies, url }) => {
  const form = await request.formData();
  const theme = parseTheme(String(form.get("theme")));
  cookies.set(themeCookie, theme, {
    path: "/",
    maxAge: themeSeconds,
    sameSite: "lax",
    httpOnly: false,
    secure: url.protocol === "https:",
  });
  redirect(303, pathOnThisSite(String(form.get("back") ?? "/"), url));
};

function pathOnThisSite(back: string, url: URL): string {
  const target = URL.canParse(back, url) ? new URL(back, url) : url;
  return target.origin === url.origin ? target.pathname.replace(/^\/+/, "/") + target.search : "/";
}
