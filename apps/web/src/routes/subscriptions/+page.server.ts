import { acted } from "#lib/server/action.ts";
import { daily } from "#lib/server/daily.ts";
import { memberOnly } from "#lib/server/members.ts";
import { chose, ownSubscription } from "#lib/server/subscriptions/index.ts";
import { PAGE, PURPOSE } from "#lib/components/subscriptions/says.ts";
import { endOwn, readChoices, setOwn, STANDARD } from "@working-papers/daily";
import { redirect } from "@sveltejs/kit";
import type { Actions, PageServerLoad } from "./$types";

const db = () => daily().database.db;

/** What the forms of the account lead to when something is wrong with them. */
export const load: PageServerLoad = async (event) => ({
  subscription: await ownSubscription(memberOnly(event).member),
});

export const actions: Actions = {
  async set(event) {
    const { member } = memberOnly(event);
    const form = await event.request.formData();
    const { network } = event.locals;
    return chose(form, STANDARD, async () => {
      await setOwn(db(), member, { choices: readChoices(form), purpose: PURPOSE, shown: PAGE, network });
      redirect(303, "/account?done=subscription#subscription");
    });
  },
  async end(event) {
    const { member } = memberOnly(event);
    return acted(async () => {
      await endOwn(db(), member);
      redirect(303, "/account?done=subscription#subscription");
    });
  },
};
