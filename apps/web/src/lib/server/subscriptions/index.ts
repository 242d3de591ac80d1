/** @file Digests as pages show them: what can be chosen, what was chosen, and what is asked for. */
import { acted, type Problem } from "#lib/server/action.ts";
import { daily } from "#lib/server/daily.ts";
import { evidence } from "#lib/server/evidence.ts";
import { originForMail } from "#lib/server/members.ts";
import { SITE } from "#lib/server/site.ts";
import type { ChoicesView, OwnSubscription } from "#lib/view.ts";
import {
  askForDigest,
  choiceInWords,
  choicesOf,
  readChoices,
  readOwn,
  STANDARD,
  zones,
  type Choices,
  type ComposeOptions,
  type DigestSite,
  type Member,
  type Subscription,
} from "@working-papers/daily";
import { fail, type ActionFailure, type RequestEvent } from "@sveltejs/kit";
import { BOX, PAGE, PURPOSE } from "#lib/components/subscriptions/says.ts";

/** What a form needs to show choices. */
export function choicesView({
  weekdays,
  hour,
  zone,
  categories,
  searches,
  verdicts,
  minimum,
}: Choices): ChoicesView {
  const all = categories[0] === "*";
  return {
    weekly: weekdays.length === 1,
    weekdays: [...weekdays],
    hour,
    zone,
    // An old name that is stored stays chosen.
    zones: [...new Set([...zones(), zone])],
    papers: all ? "all" : categories.length > 0 ? "some" : "none",
    categories: all ? "" : categories.join(", "),
    searches: searches.join("\n"),
    verdicts,
    minimum,
  };
}

/** What was sent in a form, as far as it can be read: so that who made a mistake does not choose anew. */
function choicesTyped(form: FormData, otherwise: Choices): ChoicesView {
  const text = (name: string): string | undefined => {
    const value = form.get(name);
    return typeof value === "string" ? value.slice(0, 4_000) : undefined;
  };
  const shown = choicesView(otherwise);
  if (!form.has("full")) return shown;
  const papers = text("papers");
  return {
    ...shown,
    weekly: text("often") === "weekly",
    weekdays: (text("often") === "weekly" ? [text("weekday")] : form.getAll("day")).map(Number),
    hour: Number(text("hour") ?? shown.hour),
    zone: text("zone") ?? shown.zone,
    papers: papers === "all" || papers === "some" || papers === "none" ? papers : shown.papers,
    categories: text("categories") ?? "",
    searches: text("searches") ?? "",
    verdicts: form.has("verdicts"),
    minimum: Number(text("minimum") ?? shown.minimum),
  };
}

/** Does what a form with choices asks for; what is refused comes back with the choices as they were made. */
export async function chose(
  form: FormData,
  otherwise: Choices,
  act: () => Promise<void>,
  typed?: Readonly<Record<string, string>>,
): Promise<ActionFailure<Problem & { chosen: ChoicesView }> | undefined> {
  const refused = await acted(act, typed);
  if (!refused) return undefined;
  return fail(refused.status, { ...refused.data, chosen: choicesTyped(form, otherwise) });
}

/** Somebody asks for a digest to an address. */
export async function ask(event: Pick<RequestEvent, "url" | "locals">, form: FormData): Promise<void> {
  await askForDigest(
    daily().database.db,
    {
      address: String(form.get("address") ?? ""),
      choices: readChoices(form),
      purpose: PURPOSE,
      shown: form.has("full") ? PAGE : BOX,
      network: event.locals.network,
    },
    mailSite(event.url),
  );
}

export function mailSite(url: URL): DigestSite {
  return { name: SITE, origin: originForMail(url) };
}

/** What digests are made from here. */
export function composing(url: URL): ComposeOptions {
  return { site: { name: SITE, origin: url.origin }, repository: async () => (await evidence()).folders };
}

/** For the page of one's account. */
export async function ownSubscription(member: Member): Promise<OwnSubscription> {
  const own = await readOwn(daily().database.db, member);
  return own?.state === "active"
    ? { active: true, says: inWords(own), next: own.nextDue, choices: choicesView(choicesOf(own)) }
    : { active: false, choices: choicesView(STANDARD) };
}

export function inWords(one: Subscription): string {
  return choiceInWords(choicesOf(one));
}
