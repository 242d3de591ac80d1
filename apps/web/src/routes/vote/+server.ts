import { answered } from "#lib/server/answered.ts";
import { daily } from "#lib/server/daily.ts";
import { pathHere } from "#lib/server/path.ts";
import { formOf } from "#lib/server/form.ts";
import { castVote, Refused, SignInNeeded } from "@working-papers/daily";
import { error, redirect } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

/** Casts a vote or takes it back, and leads back to the paper on the page it was made on; a script gets JSON. Who is not signed in is led to do so. */
export const POST: RequestHandler = async ({ request, url, locals }) => {
  const form = await formOf(request);
  const paperId = String(form.get("paper") ?? "").slice(0, 250);
  const back = pathHere(String(form.get("back") ?? "/"), url);
  const cast = (): ReturnType<typeof castVote> => {
    const vote = form.get("vote");
    if (vote !== "up" && vote !== "down") throw new Refused(400, "A vote is up or down.");
    const { member, network } = locals;
    return castVote(daily().database.db, member, { paperId, up: vote === "up", network });
  };
  if (request.headers.get("accept") === "application/json") return answered(cast);
  try {
    await cast();
  } catch (refused) {
    if (refused instanceof SignInNeeded) redirect(303, `/sign-in?${new URLSearchParams({ to: back })}`);
    if (refused instanceof Refused) error(refused.status, refused.message);
    throw refused;
  }
  redirect(303, `${back}#paper-${encodeURIComponent(paperId)}`);
};
