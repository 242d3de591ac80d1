import { daily } from "#lib/server/daily.ts";
import { formOf } from "#lib/server/form.ts";
import { Refused, setNoticeChoice } from "@working-papers/daily";
import { error, redirect } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

/** Keeps what a member wants to be told of by mail; the switches stand on the account's page. */
export const POST: RequestHandler = async ({ request, locals }) => {
  const form = await formOf(request);
  try {
    await setNoticeChoice(daily().database.db, locals.member, {
      replies: form.has("replies"),
      papers: form.has("papers"),
    });
  } catch (reason) {
    if (reason instanceof Refused) error(reason.status, reason.message);
    throw reason;
  }
  redirect(303, "/account?done=notices#notices");
};
