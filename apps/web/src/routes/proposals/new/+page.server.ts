import { acted } from "#lib/server/action.ts";
import { daily } from "#lib/server/daily.ts";
import { subjectOf } from "#lib/server/discussion/index.ts";
import { signInPath } from "#lib/server/path.ts";
import { paperFolder } from "#lib/server/repository.ts";
import { claimPage, proposeClaim } from "@working-papers/daily";
import { error, redirect } from "@sveltejs/kit";
import type { Actions, PageServerLoad } from "./$types";

const FIELDS = ["statement", "place", "reported", "value", "unit", "measure"] as const;

/** The form of a claim, or with `?claim=` of its correction, with the claim as it stands in it. */
export const load: PageServerLoad = async ({ url, locals }) => {
  const folder = await paperFolder(url.searchParams.get("paper") ?? "");
  const id = url.searchParams.get("claim") ?? undefined;
  const claim = folder.paper.claims.find((one) => one.id === id);
  if (id !== undefined && !claim) error(404, `The paper has no claim «${id.slice(0, 40)}».`);
  const found = await subjectOf(folder.paper.arxiv, claim?.id);
  return {
    subject: found?.subject,
    signIn: locals.member ? undefined : signInPath(url),
    claim: claim && { id: claim.id, href: claimPage(folder.paper.slug, claim.id) },
    query: new URLSearchParams({
      paper: folder.paper.slug,
      ...(claim ? { claim: claim.id } : {}),
    }).toString(),
    fields: {
      statement: claim?.statement ?? "",
      place: claim?.place ?? "",
      reported: claim?.reported.text ?? "",
      value: claim?.reported.value === undefined ? "" : String(claim.reported.value),
      unit: claim?.reported.unit ?? "",
      measure: "",
    },
  };
};

export const actions: Actions = {
  async propose({ url, request, locals }) {
    const folder = await paperFolder(url.searchParams.get("paper") ?? "");
    const claim = url.searchParams.get("claim");
    const form = await request.formData();
    const typed = Object.fromEntries(FIELDS.map((name) => [name, String(form.get(name) ?? "")])) as Record<
      (typeof FIELDS)[number],
      string
    >;
    return acted(async () => {
      const given = { ...typed, ...(claim === null ? {} : { claim }) };
      const id = await proposeClaim(daily().database.db, locals.member, folder, given);
      redirect(303, `/proposals/${id}`);
    }, typed);
  },
};
