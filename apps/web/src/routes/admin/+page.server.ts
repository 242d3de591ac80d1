import { adminActions } from "#lib/server/admin/actions.ts";
import { adminPage } from "#lib/server/admin/page.ts";
import { memberOnly } from "#lib/server/members.ts";
import { may } from "@working-papers/daily";
import { error } from "@sveltejs/kit";
import type { Actions, PageServerLoad } from "./$types";

/** The site's workings, for its editors. */
export const load: PageServerLoad = async (event) => {
  const { member } = memberOnly(event);
  if (!may(member, "admin.see")) error(403, "This page is for the editors of the site.");
  const { searchParams } = event.url;
  const action = searchParams.get("action")?.trim() || undefined;
  const before = Number(searchParams.get("before"));
  return {
    ...(await adminPage(member, {
      action,
      before: Number.isSafeInteger(before) && before > 0 ? before : undefined,
    })),
    action: action ?? "",
    done: searchParams.get("done"),
  };
};

export const actions: Actions = adminActions;
