import { daily } from "#lib/server/daily.ts";
import { placeOf, subjectOf } from "#lib/server/discussion/index.ts";
import { renderComment } from "#lib/server/markdown/index.ts";
import { readComment, readVersions } from "@working-papers/daily";
import { error } from "@sveltejs/kit";
import type { PageServerLoad } from "./$types";

/** Every text that a comment had, the newest first. What is hidden or deleted has no history for readers. */
export const load: PageServerLoad = async ({ params, locals }) => {
  const { db } = daily().database;
  const comment = await readComment(db, params.id, locals.member);
  if (!comment || comment.deleted || comment.text === "") error(404, "There is no such comment any more.");
  const found = await subjectOf(comment.paperId, comment.claim ?? undefined);
  const earlier = await readVersions(db, params.id);
  const now = { version: comment.version, written: comment.edited ?? comment.created, text: comment.text };
  return {
    subject: found?.subject,
    by: comment.by?.name,
    place: placeOf(comment, found?.folder),
    versions: [...earlier, now].toReversed().map(({ version, written, text }) => ({
      version,
      written: written.toISOString(),
      html: renderComment(text).html,
    })),
  };
};
