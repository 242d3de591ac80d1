import { daily } from "#lib/server/daily.ts";
import { choicesView, chose, inWords } from "#lib/server/subscriptions/index.ts";
import {
  changeManaged,
  choicesOf,
  endManaged,
  readChoices,
  readManaged,
  STANDARD,
} from "@working-papers/daily";
import { redirect } from "@sveltejs/kit";
import type { Actions, PageServerLoad } from "./$types";

const db = () => daily().database.db;

const DONE: Readonly<Record<string, string>> = {
  confirmed: "Done: your digest is confirmed.",
  changed: "Your choices are saved.",
};

export const load: PageServerLoad = async ({ params, url }) => {
  const one = await readManaged(db(), params.token);
  return {
    done: DONE[url.searchParams.get("done") ?? ""],
    subscription: one && {
      address: one.address,
      active: one.state === "active",
      says: inWords(one),
      next: one.nextDue,
      zone: one.zone,
      choices: choicesView(choicesOf(one)),
    },
  };
};

export const actions: Actions = {
  async change({ request, params }) {
    const form = await request.formData();
    return chose(form, STANDARD, async () => {
      await changeManaged(db(), params.token, readChoices(form));
      redirect(303, `/subscriptions/${params.token}?done=changed`);
    });
  },
  async end({ params }) {
    await endManaged(db(), params.token);
    redirect(303, `/subscriptions/${params.token}`);
  },
};
