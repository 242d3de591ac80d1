/** @file Whether the page that shows the outbox is there: where the site is developed, or where its host asked for it. */
import { settings } from "#lib/server/work.ts";
import { error } from "@sveltejs/kit";
import { dev } from "$app/env";

export function mailboxShown(): boolean {
  return settings.MAILBOX === undefined ? dev : settings.MAILBOX === "page";
}

/** Every link in every mail is on it: on a site that others reach it would sign anybody in as anybody. */
export function mailboxOnly(): void {
  if (!mailboxShown()) error(404, "There is no such page.");
}

/** What a reader who waits for a mail should know. */
export function mailState(): { mailbox: boolean; unsent: boolean } {
  return { mailbox: mailboxShown(), unsent: settings.SMTP_URL === undefined };
}
