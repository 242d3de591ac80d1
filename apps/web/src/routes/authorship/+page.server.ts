import { acted } from "#lib/server/action.ts";
import { daily } from "#lib/server/daily.ts";
import { authorsHere, subjectOf } from "#lib/server/discussion/index.ts";
import { signInPath } from "#lib/server/path.ts";
import { authorshipsOf, claimPaper, leavePaper } from "@working-papers/daily";
import { error, redirect, type RequestEvent } from "@sveltejs/kit";
import type { Actions, PageServerLoad } from "./$types";

async function subjectOr404({ url }: Pick<RequestEvent, "url">) {
  const found = await subjectOf(url.searchParams.get("paper") ?? "");
  return found ?? error(404, "There is no such paper here.");
}

/** Who wrote a paper: what is verified, and where a member says that it was they. */
export const load: PageServerLoad = async (event) => {
  const { member } = event.locals;
  const { subject, authors, folder } = await subjectOr404(event);
  const own = member ? await authorshipsOf(daily().database.db, member.id, subject.id) : [];
  return {
    subject,
    authors,
    verified: await authorsHere(subject.id),
    signIn: member ? undefined : signInPath(event.url),
    orcid: member?.orcid,
    propose: folder ? `/proposals/new?paper=${folder.paper.slug}` : undefined,
    own: own.map(({ id, name, state, at, evidence, reason }) => ({
      id,
      name,
      state,
      at: at.toISOString(),
      evidence,
      reason,
    })),
  };
};

export const actions: Actions = {
  async claim(event) {
    const { subject } = await subjectOr404(event);
    const form = await event.request.formData();
    const [name, evidence] = ["name", "evidence"].map((field) => String(form.get(field) ?? ""));
    return acted(
      async () => {
        await claimPaper(daily().database.db, event.locals.member, { paperId: subject.id, name, evidence });
        redirect(303, `/authorship?${new URLSearchParams({ paper: subject.id })}`);
      },
      { name, evidence },
    );
  },
  async leave(event) {
    const { subject } = await subjectOr404(event);
    return acted(async () => {
      await leavePaper(daily().database.db, event.locals.member, subject.id);
      redirect(303, `/authorship?${new URLSearchParams({ paper: subject.id })}`);
    });
  },
};
