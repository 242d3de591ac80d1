import { recordedRun } from "#lib/server/runs.ts";
import type { RequestHandler } from "./$types";

/** The run as it is recorded. */
export const GET: RequestHandler = async ({ params }) => {
  const { run } = await recordedRun(params.slug, params.id);
  return Response.json(run);
};
