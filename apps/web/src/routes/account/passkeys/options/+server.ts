import { answered } from "#lib/server/answered.ts";
import { daily } from "#lib/server/daily.ts";
import { relyingParty, signedIn } from "#lib/server/members.ts";
import { beginPasskey } from "@working-papers/daily";
import type { RequestHandler } from "./$types";

export const POST: RequestHandler = ({ locals, url }) =>
  answered(() => {
    const { member, session } = signedIn(locals);
    return beginPasskey(daily().database.db, member, session.since, relyingParty(url));
  });
