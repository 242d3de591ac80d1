import { acted, type Problem } from "#lib/server/action.ts";
import { daily } from "#lib/server/daily.ts";
import { memberOnly } from "#lib/server/members.ts";
import {
  demoteMember,
  findMembers,
  may,
  promoteMember,
  suspendMember,
  type Db,
  type Member,
} from "@working-papers/daily";
import { error, redirect, type ActionFailure, type RequestEvent } from "@sveltejs/kit";
import type { Actions, PageServerLoad } from "./$types";

const SHOWN = 100;

export const load: PageServerLoad = async (event) => {
  const { member } = memberOnly(event);
  if (!may(member, "admin.see")) error(403, "This page is for the editors of the site.");
  const q = event.url.searchParams.get("q") ?? "";
  const found = await findMembers(daily().database.db, member, q, SHOWN);
  return {
    q,
    most: SHOWN,
    members: found.map(({ id, name, email, role, orcid, created, suspended }) => ({
      id,
      name,
      email,
      role,
      orcid,
      created: created.toISOString(),
      suspended: suspended !== undefined,
    })),
  };
};

/** An editor's act on one member, which ends on this page. */
function act(change: (db: Db, actor: Member | undefined, id: string) => Promise<void>) {
  return async ({ locals, request, url }: RequestEvent): Promise<ActionFailure<Problem>> => {
    const form = await request.formData();
    return acted(async () => {
      await change(daily().database.db, locals.member, String(form.get("id") ?? ""));
      const q = url.searchParams.get("q");
      redirect(303, `/admin/members${q === null ? "" : `?${new URLSearchParams({ q })}`}`);
    });
  };
}

export const actions = {
  promote: act(promoteMember),
  demote: act(demoteMember),
  suspend: act((db, actor, id) => suspendMember(db, actor, id, true)),
  release: act((db, actor, id) => suspendMember(db, actor, id, false)),
} satisfies Actions;
