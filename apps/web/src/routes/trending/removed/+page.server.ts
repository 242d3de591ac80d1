import { acted } from "#lib/server/action.ts";
import { daily } from "#lib/server/daily.ts";
import { inlineTex } from "#lib/server/tex.ts";
import { settings } from "#lib/server/work.ts";
import {
  findBursts,
  paperPage,
  readPapers,
  readRemovals,
  Refused,
  removeVotes,
  restoreVotes,
  rulesOf,
  TRENDING_JOB,
} from "@working-papers/daily";
import { redirect } from "@sveltejs/kit";
import type { Actions, PageServerLoad } from "./$types";

/** The public log; for editors also the bursts that they may want to look at. */
export const load: PageServerLoad = async ({ locals: { member } }) => {
  const { db } = daily().database;
  const removals = await readRemovals(db);
  const editor = member?.role === "editor";
  const bursts = editor ? await findBursts(db, rulesOf(settings)) : [];
  const titles = new Map(
    (
      await readPapers(
        db,
        bursts.map(({ paper }) => paper),
      )
    ).map(({ id, title }) => [id, inlineTex(title)]),
  );
  return {
    editor,
    removals: removals.map(({ id, at, paperId, title, votes, reason, restored }) => ({
      id,
      at: at.toISOString(),
      href: paperPage(paperId),
      title: title === null ? paperId : inlineTex(title),
      votes,
      reason,
      restored: restored?.toISOString(),
    })),
    bursts: bursts.map(({ paper, from, until, ...counts }) => ({
      ...counts,
      paper,
      href: paperPage(paper),
      title: titles.get(paper) ?? paper,
      from: new Date(from).toISOString(),
      until: new Date(until).toISOString(),
    })),
  };
};

export const actions: Actions = {
  /** Removes the votes of a burst, or all of a member. */
  async remove({ request, locals: { member } }) {
    const form = await request.formData();
    const field = (name: string): string => String(form.get(name) ?? "");
    const reason = field("reason");
    return acted(
      async () => {
        const { database, work } = daily();
        const which = form.has("member")
          ? { memberId: field("member") }
          : { paperId: field("paper"), from: momentIn(field("from")), until: momentIn(field("until")) };
        await removeVotes(database.db, member, which, reason, rulesOf(settings));
        await work.queue.send(TRENDING_JOB);
        redirect(303, "/trending/removed");
      },
      { reason, paper: field("paper") },
    );
  },
  async restore({ request, locals: { member } }) {
    const id = String((await request.formData()).get("removal") ?? "");
    return acted(async () => {
      const { database, work } = daily();
      await restoreVotes(database.db, member, id);
      await work.queue.send(TRENDING_JOB);
      redirect(303, "/trending/removed");
    });
  },
};

function momentIn(text: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime()))
    throw new Refused(400, "Two moments were expected, between which the votes lie.");
  return time;
}
