import { daily } from "#lib/server/daily.ts";
import { mailboxOnly } from "#lib/server/subscriptions/mailbox.ts";
import { readMailbox } from "@working-papers/daily";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async () => {
  mailboxOnly();
  return { mails: await readMailbox(daily().database.db) };
};
