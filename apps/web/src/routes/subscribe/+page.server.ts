import { ask, choicesView, chose, ownSubscription } from "#lib/server/subscriptions/index.ts";
import { STANDARD } from "@working-papers/daily";
import { redirect } from "@sveltejs/kit";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = async ({ url, locals }) => {
  const { searchParams } = url;
  const category = searchParams.get("category");
  const q = searchParams.get("q");
  const shown = choicesView(STANDARD);
  return {
    choices: {
      ...shown,
      ...(q
        ? { searches: q.slice(0, 300).replace(/\s+/g, " "), papers: "none" as const, verdicts: false }
        : {}),
      ...(category ? { categories: category.slice(0, 40), papers: "some" as const } : {}),
    },
    address: locals.member?.email ?? "",
    own: locals.member && (await ownSubscription(locals.member)),
  };
};

export const actions: Actions = {
  async default(event) {
    const form = await event.request.formData();
    return chose(
      form,
      STANDARD,
      async () => {
        await ask(event, form);
        redirect(303, "/subscribe/sent");
      },
      { address: String(form.get("address") ?? "").slice(0, 254) },
    );
  },
};
