import { acted } from "#lib/server/action.ts";
import { daily } from "#lib/server/daily.ts";
import { asking, keepCookies, originForMail } from "#lib/server/members.ts";
import { pathHere } from "#lib/server/path.ts";
import { sayProviderError } from "#lib/server/provider-errors.ts";
import { SITE } from "#lib/server/site.ts";
import { askForLink, Refused } from "@working-papers/daily";
import { redirect } from "@sveltejs/kit";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = ({ locals, url }) => ({
  to: pathHere(url.searchParams.get("to"), url),
  trouble: sayProviderError(url.searchParams.get("error")),
  providers: daily().accounts.providers.map(({ id, name }) => ({ id, name })),
  as: locals.member?.name,
});

export const actions: Actions = {
  /** Sends a link. */
  async mail({ request, url, locals }) {
    const form = await request.formData();
    const email = String(form.get("address") ?? "");
    const to = pathHere(String(form.get("to") ?? ""), url);
    return acted(
      async () => {
        await askForLink(daily().database.db, {
          email,
          network: locals.network,
          origin: originForMail(url),
          to,
          site: SITE,
        });
        redirect(303, "/sign-in/sent");
      },
      { address: email, to },
    );
  },
  /** Leads to another site. */
  async provider(event) {
    const form = await event.request.formData();
    return acted(async () => {
      const { accounts } = daily();
      const provider = accounts.providers.find(({ id }) => id === form.get("provider"));
      if (!provider) throw new Refused(404, "This site has not set up signing in there.");
      const to = pathHere(String(form.get("to") ?? ""), event.url);
      const { location, cookies } = await accounts.startProvider(provider.id, asking(event), to, false);
      keepCookies(event, cookies);
      redirect(303, location, { external: [provider.origin] });
    });
  },
};
