import { acted } from "#lib/server/action.ts";
import { daily } from "#lib/server/daily.ts";
import { evidence } from "#lib/server/evidence.ts";
import { inlineTex } from "#lib/server/tex.ts";
import { settings } from "#lib/server/work.ts";
import {
  paperPage,
  readPapers,
  submissionsOf,
  SUBMISSIONS,
  SUBMISSIONS_JOB,
  submitPaper,
  withdrawSubmission,
} from "@working-papers/daily";
import { redirect } from "@sveltejs/kit";
import type { Actions, PageServerLoad } from "./$types";

/** A form; and what became of what the member submitted. */
export const load: PageServerLoad = async ({ locals: { member }, url }) => {
  const { db } = daily().database;
  const submissions = member ? await submissionsOf(db, member.id) : [];
  const papers = new Map(
    (
      await readPapers(
        db,
        submissions.map(({ paperId }) => paperId),
      )
    ).map((card) => [card.id, card]),
  );
  const { byArxiv } = await evidence();
  return {
    member: member && { name: member.name, editor: member.role === "editor" },
    given: url.searchParams.get("paper") ?? "",
    perDay: SUBMISSIONS.perDay,
    /** Whether this site asks other services at all. */
    asks: settings.CONTACT !== undefined,
    submissions: submissions.map(({ id, paperId, state, reason, at, day, asked }) => {
      const card = papers.get(paperId);
      return {
        id,
        paperId,
        state,
        reason,
        at: at.toISOString(),
        day,
        asked,
        href: card && paperPage(paperId, byArxiv.get(paperId)?.paper.slug),
        title: card ? inlineTex(card.title) : undefined,
        votes: card?.votes ?? 0,
      };
    }),
  };
};

export const actions: Actions = {
  async submit({ request, locals: { member } }) {
    const form = await request.formData();
    const given = String(form.get("given") ?? "");
    const comment = String(form.get("text") ?? "");
    return acted(
      async () => {
        const { database, work } = daily();
        const { db } = database;
        const { paperId, state, again } = await submitPaper(db, member, { given, comment });
        const { byArxiv } = await evidence();
        if (again && state === "in") redirect(303, paperPage(paperId, byArxiv.get(paperId)?.paper.slug));
        await work.queue.send(SUBMISSIONS_JOB);
        redirect(303, "/submit#yours");
      },
      { given, text: comment },
    );
  },
  async withdraw({ request, locals: { member } }) {
    const id = String((await request.formData()).get("submission") ?? "");
    return acted(async () => {
      await withdrawSubmission(daily().database.db, member, id);
      redirect(303, "/submit#yours");
    });
  },
};
