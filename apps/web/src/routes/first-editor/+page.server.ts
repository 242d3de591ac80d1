import { acted } from "#lib/server/action.ts";
import { daily } from "#lib/server/daily.ts";
import { enterAndGo } from "#lib/server/members.ts";
import { becomeFirstEditor, isFirstEditorLink } from "@working-papers/daily";
import { redirect } from "@sveltejs/kit";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = async ({ locals, url, setHeaders }) => {
  setHeaders({ "referrer-policy": "same-origin" });
  return {
    good: await isFirstEditorLink(daily().database.db, url.searchParams.get("token") ?? ""),
    as: locals.member?.name,
  };
};

export const actions: Actions = {
  async default(event) {
    const { locals, request, url } = event;
    const form = await request.formData();
    const given = { name: String(form.get("name") ?? ""), email: String(form.get("address") ?? "") };
    return acted(
      async () => {
        const token = url.searchParams.get("token") ?? "";
        const id = await becomeFirstEditor(daily().database.db, token, locals.member ?? given);
        if (locals.member) redirect(303, "/account");
        return enterAndGo(event, id, "/account");
      },
      { name: given.name, address: given.email },
    );
  },
};
