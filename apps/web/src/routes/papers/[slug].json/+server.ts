import { paperFolder } from "#lib/server/repository.ts";
import type { RequestHandler } from "./$types";

/** The paper's page for machines: its record, the verdicts, and which runs there are. */
export const GET: RequestHandler = async ({ params }) => {
  const { paper, verdicts, runs, problems } = await paperFolder(params.slug);
  return Response.json({
    paper,
    verdicts,
    runs: runs.map(({ id, experiment, preset, seed, altered, digest }) => {
      return { id, experiment, preset, seed, altered, digest };
    }),
    problems,
  });
};
