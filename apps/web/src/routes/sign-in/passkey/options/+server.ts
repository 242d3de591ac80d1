import { answered } from "#lib/server/answered.ts";
import { daily } from "#lib/server/daily.ts";
import { relyingParty } from "#lib/server/members.ts";
import { beginPasskeySignIn } from "@working-papers/daily";
import type { RequestHandler } from "./$types";

export const POST: RequestHandler = ({ url, locals }) =>
  answered(() => beginPasskeySignIn(daily().database.db, relyingParty(url), locals.network));
