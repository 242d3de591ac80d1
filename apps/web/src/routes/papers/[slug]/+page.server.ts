import { importLine } from "#lib/server/builder.ts";
import { claimViews } from "#lib/server/claims.ts";
import { experimentViews } from "#lib/server/experiments.ts";
import { hereRuns } from "#lib/server/here.ts";
import { notesHtml } from "#lib/server/notes.ts";
import { recordView } from "#lib/server/record.ts";
import { paperFolder, siteHost } from "#lib/server/repository.ts";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async ({ params }) => {
  const folder = await paperFolder(params.slug);
  const { claims: _claims, ...record } = folder.paper;
  const here = await hereRuns(folder);
  return {
    paper: record,
    record: await recordView(folder.paper.arxiv),
    claims: claimViews(folder, here),
    experiments: await experimentViews(folder, here),
    runs: folder.runs.length,
    problems: folder.problems,
    importLine: await importLine(folder),
    notes: await notesHtml(folder),
    host: await siteHost(),
  };
};
