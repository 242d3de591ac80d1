import { daily } from "#lib/server/daily.ts";
import { readServerRun } from "@working-papers/daily";
import { error } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

/** What a run on this server measured, in the form of recorded runs. */
export const GET: RequestHandler = async ({ params }) => {
  const run = await readServerRun(daily().database.db, params.id);
  if (!run?.result) error(404, "There is no finished run of this name on this server.");
  return Response.json(run.result);
};
