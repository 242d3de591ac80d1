import { daily } from "#lib/server/daily.ts";
import { pathHere } from "#lib/server/path.ts";
import { formOf } from "#lib/server/form.ts";
import { pickPaper, Refused, SignInNeeded, unpickPaper } from "@working-papers/daily";
import { error, redirect } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

/** An editor picks a paper, or takes a pick back, on the paper's page. */
export const POST: RequestHandler = async ({ request, url, locals: { member } }) => {
  const form = await formOf(request);
  const paperId = String(form.get("paper") ?? "").slice(0, 250);
  const back = pathHere(String(form.get("back") ?? "/"), url);
  const { db } = daily().database;
  try {
    if (form.get("do") === "unpick") await unpickPaper(db, member, paperId);
    else await pickPaper(db, member, { paperId, why: String(form.get("why") ?? "") });
  } catch (refused) {
    if (refused instanceof SignInNeeded) redirect(303, `/sign-in?${new URLSearchParams({ to: back })}`);
    if (refused instanceof Refused) error(refused.status, refused.message);
    throw refused;
  }
  redirect(303, back);
};
