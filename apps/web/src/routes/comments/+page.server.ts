import { daily } from "#lib/server/daily.ts";
import { evidence } from "#lib/server/evidence.ts";
import { commentView } from "#lib/server/discussion/index.ts";
import { inlineTex } from "#lib/server/tex.ts";
import { recentComments } from "@working-papers/daily";
import type { PageServerLoad } from "./$types";

const SHOWN = 30;

/** The newest comments of the site; older ones by `?before=` a moment. */
export const load: PageServerLoad = async ({ locals, url }) => {
  const { db } = daily().database;
  const asked = url.searchParams.get("before") ?? "";
  const given = /^\d{4}-/.test(asked) ? Date.parse(asked) : NaN;
  const before = Number.isNaN(given) ? undefined : new Date(given);
  const [comments, { byArxiv }] = await Promise.all([
    recentComments(db, { most: SHOWN + 1, ...(before && { before }) }),
    evidence(),
  ]);
  const shown = comments.slice(0, SHOWN);
  const views = await Promise.all(
    shown.map(async (comment) => {
      const folder = byArxiv.get(comment.paperId);
      const view = await commentView({ db, folder, member: locals.member }, { comment, depth: 0 });
      return { ...view, title: inlineTex(comment.title) };
    }),
  );
  return {
    comments: views,
    older: comments.length > SHOWN ? shown.at(-1)?.created.toISOString() : undefined,
  };
};
