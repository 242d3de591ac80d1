import { daily } from "#lib/server/daily.ts";
import { placeOf, refusalOf, rightsOf, said, subjectOf } from "#lib/server/discussion/index.ts";
import { renderComment } from "#lib/server/markdown/index.ts";
import { memberOnly } from "#lib/server/members.ts";
import { editComment, readComment, type Comment } from "@working-papers/daily";
import { error, fail, redirect, type RequestEvent } from "@sveltejs/kit";
import type { Actions, PageServerLoad } from "./$types";

async function commentOr404({
  params,
  locals,
}: Pick<RequestEvent<{ id: string }>, "params" | "locals">): Promise<Comment> {
  const comment = await readComment(daily().database.db, params.id, locals.member);
  return comment && !comment.deleted ? comment : error(404, "There is no such comment any more.");
}

export const load: PageServerLoad = async (event) => {
  const { member } = memberOnly(event);
  const comment = await commentOr404(event);
  if (!rightsOf(member, comment).edit) error(403, "Only who wrote a comment can edit it.");
  const found = await subjectOf(comment.paperId, comment.claim ?? undefined);
  return {
    subject: found?.subject,
    href: `/comments/${comment.id}`,
    text: comment.text,
    version: comment.version,
  };
};

async function typed({ request }: RequestEvent): Promise<{ text: string; version: number }> {
  const form = await request.formData();
  return { text: String(form.get("text") ?? ""), version: Number(form.get("version")) };
}

export const actions: Actions = {
  async preview(event) {
    const { text, version } = await typed(event);
    return { text, version, preview: renderComment(text) };
  },
  async save(event) {
    const { text, version } = await typed(event);
    const comment = await commentOr404(event);
    const refusal = await refusalOf(async () => {
      await editComment(daily().database.db, event.locals.member, comment.id, { text, version });
      const found = await subjectOf(comment.paperId, comment.claim ?? undefined);
      redirect(303, placeOf(comment, found?.folder));
    });
    return refusal && fail(refusal.status, { text, version, ...said(refusal) });
  },
};
