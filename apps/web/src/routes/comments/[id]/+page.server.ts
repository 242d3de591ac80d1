import { acted } from "#lib/server/action.ts";
import { daily } from "#lib/server/daily.ts";
import { commentViews, orErrorPage, rightsOf, subjectOf } from "#lib/server/discussion/index.ts";
import { signInPath } from "#lib/server/path.ts";
import {
  hideComment,
  readAnswers,
  readComment,
  removeComment,
  reportComment,
  unhideComment,
  type Db,
  type Member,
} from "@working-papers/daily";
import { error, redirect, type RequestEvent } from "@sveltejs/kit";
import type { Actions, PageServerLoad } from "./$types";

/** A comment with the newest answers to it, or with those before a cursor (`?before=`), and what the reader may do with it. */
export const load: PageServerLoad = async ({ params, locals, url }) => {
  const { db } = daily().database;
  const { member } = locals;
  const comment = await readComment(db, params.id, member);
  if (!comment) error(404, "There is no such comment any more.");
  const found = await subjectOf(comment.paperId, comment.claim ?? undefined);
  if (!found) error(404, "The paper of this comment is not here any more.");
  const cursor = url.searchParams.get("before") ?? undefined;
  const answers = await orErrorPage(readAnswers(db, comment.id, cursor, member));
  const views = await commentViews({ db, folder: found.folder, member }, [comment, ...answers.comments]);
  return {
    subject: found.subject,
    comments: views,
    earlier: answers.earlier && `?${new URLSearchParams({ before: answers.earlier }).toString()}`,
    newest: cursor === undefined ? undefined : `/comments/${comment.id}`,
    version: comment.version,
    parent: comment.parent === null ? undefined : `/comments/${comment.parent}`,
    rights: rightsOf(member, comment),
    signIn: member ? undefined : signInPath(url),
    done: url.searchParams.get("done"),
  };
};

/** An action of this page: does something with the comment, and says that it is done. */
const act =
  (what: (db: Db, actor: Member | undefined, id: string, reason: string) => Promise<void>, done: string) =>
  async ({ params, locals, request }: RequestEvent<{ id: string }>) => {
    const reason = String((await request.formData()).get("reason") ?? "");
    return acted(async () => {
      await what(daily().database.db, locals.member, params.id, reason);
      redirect(303, `/comments/${params.id}?done=${done}`);
    });
  };

export const actions: Actions = {
  report: act(reportComment, "reported"),
  hide: act(hideComment, "hidden"),
  unhide: act(unhideComment, "shown"),
  /** Leads to where it was: it may be gone altogether. */
  async remove({ params, locals }) {
    const { db } = daily().database;
    return acted(async () => {
      const comment = await readComment(db, params.id, locals.member);
      await removeComment(db, locals.member, params.id);
      const found = comment && (await subjectOf(comment.paperId, comment.claim ?? undefined));
      redirect(303, found?.subject.discussion ?? "/comments");
    });
  },
};
