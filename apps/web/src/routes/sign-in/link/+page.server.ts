import { acted } from "#lib/server/action.ts";
import { daily } from "#lib/server/daily.ts";
import { enterAndGo } from "#lib/server/members.ts";
import { pathHere } from "#lib/server/path.ts";
import { readLink, takeLink } from "@working-papers/daily";
import type { Actions, PageServerLoad } from "./$types";

/** Shows a button; programs that read mail follow links. */
export const load: PageServerLoad = async ({ url, setHeaders }) => {
  setHeaders({ "referrer-policy": "same-origin" });
  return { link: await readLink(daily().database.db, url.searchParams.get("token") ?? "") };
};

export const actions: Actions = {
  async default(event) {
    const { request, url } = event;
    const name = String((await request.formData()).get("name") ?? "");
    return acted(
      async () => {
        const memberId = await takeLink(daily().database.db, url.searchParams.get("token") ?? "", name);
        return enterAndGo(event, memberId, pathHere(url.searchParams.get("to"), url));
      },
      { name },
    );
  },
};
