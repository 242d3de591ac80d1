import { answered, jsonOf } from "#lib/server/answered.ts";
import { daily } from "#lib/server/daily.ts";
import { asking, keepCookies, relyingParty } from "#lib/server/members.ts";
import { takePasskey } from "@working-papers/daily";
import type { RequestHandler } from "./$types";

/** Signs in whose passkey it is. */
export const POST: RequestHandler = (event) =>
  answered(async () => {
    const { accounts, database } = daily();
    const memberId = await takePasskey(database.db, relyingParty(event.url), await jsonOf(event.request));
    keepCookies(event, await accounts.enter(memberId, asking(event)));
    return {};
  });
