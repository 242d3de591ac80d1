import { daily } from "#lib/server/daily.ts";
import { mailDocument } from "#lib/server/subscriptions/document.ts";
import { mailboxOnly } from "#lib/server/subscriptions/mailbox.ts";
import { settings } from "#lib/server/work.ts";
import { mailHost, openMail } from "@working-papers/daily";
import { error } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

export const GET: RequestHandler = async ({ params }) => {
  mailboxOnly();
  const mail = await openMail(daily().database.db, mailHost(settings), params.id);
  if (!mail || mail.html === null) error(404, "There is no such mail.");
  return mailDocument(mail.html);
};
