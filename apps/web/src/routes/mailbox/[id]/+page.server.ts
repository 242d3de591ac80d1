import { daily } from "#lib/server/daily.ts";
import { mailboxOnly } from "#lib/server/subscriptions/mailbox.ts";
import { settings } from "#lib/server/work.ts";
import { mailHost, openMail } from "@working-papers/daily";
import { error } from "@sveltejs/kit";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async ({ params }) => {
  mailboxOnly();
  const mail = await openMail(daily().database.db, mailHost(settings), params.id);
  if (!mail) error(404, "There is no such mail.");
  const { html, ...rest } = mail;
  return { mail: { ...rest, hasHtml: html !== null } };
};
