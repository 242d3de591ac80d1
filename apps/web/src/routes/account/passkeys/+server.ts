import { answered, jsonOf } from "#lib/server/answered.ts";
import { daily } from "#lib/server/daily.ts";
import { relyingParty, signedIn } from "#lib/server/members.ts";
import { addPasskey, Refused } from "@working-papers/daily";
import type { RequestHandler } from "./$types";

/** Keeps a new passkey: `{ name, answer }`. */
export const POST: RequestHandler = ({ locals, request, url }) =>
  answered(async () => {
    const { member, session } = signedIn(locals);
    const body = await jsonOf(request);
    if (typeof body !== "object" || body === null || !("answer" in body) || !("name" in body))
      throw new Refused(400, "A name and the answer of the browser were expected.");
    await addPasskey(
      daily().database.db,
      member,
      session.since,
      relyingParty(url),
      body.answer,
      String(body.name),
    );
  });
