import { daily } from "#lib/server/daily.ts";
import { choicesView, chose } from "#lib/server/subscriptions/index.ts";
import { choiceInWords, confirmDigest, readChoices, readRequest, STANDARD } from "@working-papers/daily";
import { redirect } from "@sveltejs/kit";
import type { Actions, PageServerLoad } from "./$types";

const db = () => daily().database.db;

/** Opening the link changes nothing: programmes that look through mail open links too. */
export const load: PageServerLoad = async ({ params }) => {
  const request = await readRequest(db(), params.token);
  return {
    request: request && {
      address: request.address,
      confirmed: request.confirmed,
      says: choiceInWords(request.choices),
      choices: choicesView(request.choices),
    },
  };
};

export const actions: Actions = {
  async default({ request, params }) {
    const form = await request.formData();
    const asked = await readRequest(db(), params.token);
    return chose(form, asked?.choices ?? STANDARD, async () => {
      const choices = form.has("full") ? readChoices(form, asked?.choices) : undefined;
      const { manage } = await confirmDigest(db(), params.token, choices);
      redirect(303, `/subscriptions/${manage}?done=confirmed`);
    });
  },
};
