import { importLine } from "#lib/server/builder.ts";
import { claimViews } from "#lib/server/claims.ts";
import { daily } from "#lib/server/daily.ts";
import { authorsHere, claimTalk, discussionView, proposalViews } from "#lib/server/discussion/index.ts";
import { experimentViews } from "#lib/server/experiments.ts";
import { hereRuns } from "#lib/server/here.ts";
import { notesHtml } from "#lib/server/notes.ts";
import { recordView } from "#lib/server/record.ts";
import { paperFolder, siteHost } from "#lib/server/repository.ts";
import { proposalsOf } from "@working-papers/daily";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async ({ params, locals, url }) => {
  const folder = await paperFolder(params.slug);
  const { claims: _claims, ...record } = folder.paper;
  const { arxiv } = record;
  const here = await hereRuns(folder);
  return {
    paper: record,
    record: await recordView(arxiv, locals.member),
    claims: claimViews(folder, here),
    talk: await claimTalk(folder, locals.member),
    discussion: await discussionView(arxiv, folder, locals.member, url),
    authors: await authorsHere(arxiv),
    proposals: proposalViews(
      (await proposalsOf(daily().database.db, arxiv)).filter(({ state }) => state !== "declined"),
      folder,
    ),
    experiments: await experimentViews(folder, here),
    runs: folder.runs.length,
    problems: folder.problems,
    importLine: await importLine(folder),
    notes: await notesHtml(folder),
    host: await siteHost(),
  };
};
