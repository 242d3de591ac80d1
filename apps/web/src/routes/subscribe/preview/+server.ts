/** @file How a digest would look, as a document of its own: the mail's HTML, with the policy that mails need. */
import { acted } from "#lib/server/action.ts";
import { daily } from "#lib/server/daily.ts";
import { escapeHtml } from "#lib/server/escape.ts";
import { mailDocument } from "#lib/server/subscriptions/document.ts";
import { composing } from "#lib/server/subscriptions/index.ts";
import { previewDigest, readChoices } from "@working-papers/daily";
import type { RequestHandler } from "./$types";

export const GET: RequestHandler = async ({ url }) => {
  if (url.searchParams.has("empty")) return mailDocument(page("The preview appears here."));
  const form = new FormData();
  for (const [name, value] of url.searchParams) form.append(name, value);
  const answer = await acted(async () =>
    previewDigest(daily().database.db, readChoices(form), composing(url)),
  );
  if (answer && "data" in answer) return mailDocument(page(answer.data.problem), answer.status);
  return mailDocument(answer?.html ?? page("Nothing that is new fits these choices: no mail would be sent."));
};

/** Sentences are ours, or quote what was typed. */
function page(sentence: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>Preview</title></head><body style="font:16px/1.5 system-ui,sans-serif;padding:1rem;color:GrayText"><p>${escapeHtml(sentence)}</p></body></html>`;
}
