import { acted } from "#lib/server/action.ts";
import { daily } from "#lib/server/daily.ts";
import { evidence } from "#lib/server/evidence.ts";
import { listedView } from "#lib/server/listed.ts";
import { inlineTex } from "#lib/server/tex.ts";
import { withQuery } from "#lib/paths.ts";
import {
  addDays,
  LEAST_VOTES,
  paperPage,
  readPapers,
  recommend,
  recordedQuality,
  setPersonal,
  toDay,
  votesOf,
  wantsPersonal,
  type Member,
} from "@working-papers/daily";
import { error, redirect } from "@sveltejs/kit";
import type { Actions, PageServerLoad } from "./$types";

const SHOWN = 25;
const VOTES_SHOWN = 50;
const SINCE = { week: 7, month: 31, ever: undefined } as const;

/** What the member's own votes say, where the member wants that. */
export const load: PageServerLoad = async ({ locals: { member }, url }) => {
  const since = url.searchParams.get("since") ?? "month";
  if (!Object.hasOwn(SINCE, since))
    error(
      400,
      `Papers of the last week, of the last month or of ever can be asked for, not «${since.slice(0, 40)}».`,
    );
  const { personal } = await recordedQuality();
  const general = { personal, least: LEAST_VOTES };
  if (!member) return { ...general, state: "visitor" as const };
  const on = await wantsPersonal(daily().database.db, member.id);
  if (!on) return { ...general, state: "off" as const };
  return {
    ...general,
    state: "on" as const,
    ...(await recommendations(member, since as keyof typeof SINCE)),
  };
};

async function recommendations(member: Member, since: keyof typeof SINCE) {
  const { database, search } = daily();
  const { db } = database;
  const days = SINCE[since];
  const from = days === undefined ? undefined : addDays(toDay(Date.now()), -days);
  const [{ byArxiv }, found, votes] = await Promise.all([
    evidence(),
    recommend(db, search, member.id, SHOWN, from),
    votesOf(db, member.id, VOTES_SHOWN),
  ]);
  const ids = votes.map(({ paperId }) => paperId);
  const cards = new Map((await readPapers(db, ids)).map((card) => [card.id, card]));
  const link = (id: string, title: string) => ({
    id,
    href: paperPage(id, byArxiv.get(id)?.paper.slug),
    title: inlineTex(title),
  });
  return {
    votes: found.votes,
    spans: Object.keys(SINCE).map((name) => ({
      name: name === "ever" ? "ever" : `last ${name}`,
      href: withQuery("/for-you", { since: name === "month" ? undefined : name }),
      current: name === since,
    })),
    papers: found.papers.map(({ paper, near }) => ({
      paper: listedView(paper, byArxiv.get(paper.id)),
      near: near.map(({ paper: other, words }) => ({ ...link(other.id, other.title), words })),
    })),
    own: votes.map(({ paperId, at, removed }) => ({
      ...link(paperId, cards.get(paperId)?.title ?? paperId),
      votes: cards.get(paperId)?.votes ?? 0,
      voted: true,
      at: at.toISOString().slice(0, 10),
      removed,
    })),
  };
}

export const actions: Actions = {
  on: ({ locals: { member } }) => choose(member, true),
  off: ({ locals: { member } }) => choose(member, false),
};

function choose(member: Member | undefined, on: boolean) {
  return acted(async () => {
    await setPersonal(daily().database.db, member, on);
    redirect(303, "/for-you");
  });
}
