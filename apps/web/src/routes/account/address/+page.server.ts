import { acted } from "#lib/server/action.ts";
import { daily } from "#lib/server/daily.ts";
import { HOLDINGS, readAddressLink, takeAddress } from "@working-papers/daily";
import { redirect } from "@sveltejs/kit";
import type { Actions, PageServerLoad } from "./$types";

/** Shows a button; programs that read mail follow links. */
export const load: PageServerLoad = async ({ url, setHeaders }) => {
  setHeaders({ "referrer-policy": "same-origin" });
  return { email: await readAddressLink(daily().database.db, url.searchParams.get("token") ?? "") };
};

export const actions: Actions = {
  default: ({ url, locals }) =>
    acted(async () => {
      await takeAddress(
        daily().database.db,
        url.searchParams.get("token") ?? "",
        HOLDINGS,
        locals.session?.id,
      );
      redirect(303, "/account");
    }),
};
