import { daily } from "#lib/server/daily.ts";
import { asking, keepCookies } from "#lib/server/members.ts";
import { redirect } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

/** Ends the session of this browser. */
export const POST: RequestHandler = async (event) => {
  if (event.locals.member) keepCookies(event, await daily().accounts.signOut(asking(event)));
  redirect(303, "/");
};
