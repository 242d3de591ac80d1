import { bibtex } from "#lib/bibtex.ts";
import { importLine } from "#lib/server/builder.ts";
import { claimViews } from "#lib/server/claims.ts";
import { experimentViews } from "#lib/server/experiments.ts";
import { notesHtml } from "#lib/server/notes.ts";
import { paperFolder, siteHost } from "#lib/server/repository.ts";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async ({ params }) => {
  const folder = await paperFolder(params.slug);
  const { claims: _claims, ...record } = folder.paper;
  return {
    paper: record,
    claims: claimViews(folder),
    experiments: await experimentViews(folder),
    runs: folder.runs.length,
    problems: folder.problems,
    importLine: await importLine(folder),
    notes: await notesHtml(folder),
    bibtex: bibtex(folder.paper),
    host: await siteHost(),
  };
};
