import { daily } from "#lib/server/daily.ts";
import { memberOnly } from "#lib/server/members.ts";
import { exportMember, HOLDINGS } from "@working-papers/daily";
import type { RequestHandler } from "./$types";

/** Everything that the site holds of who asks. */
export const GET: RequestHandler = async (event) => {
  const { member } = memberOnly(event);
  const held = await exportMember(daily().database.db, member, HOLDINGS);
  return new Response(`${JSON.stringify(held, undefined, 2)}\n`, {
    headers: {
      "content-type": "application/json",
      "content-disposition": 'attachment; filename="working-papers-account.json"',
    },
  });
};
