import { acted, type Problem } from "#lib/server/action.ts";
import { daily } from "#lib/server/daily.ts";
import { asking, keepCookies, memberOnly, originForMail } from "#lib/server/members.ts";
import { sayProviderError } from "#lib/server/provider-errors.ts";
import { SITE } from "#lib/server/site.ts";
import { ownSubscription } from "#lib/server/subscriptions/index.ts";
import {
  askForAddress,
  disconnectProvider,
  endOtherSessions,
  endSession,
  HOLDINGS,
  isFresh,
  leaveSite,
  readConnections,
  readNoticeChoice,
  readPasskeys,
  readSessions,
  Refused,
  removePasskey,
  renameMember,
  renamePasskey,
  type Member,
  type Session,
} from "@working-papers/daily";
import { redirect, type ActionFailure, type RequestEvent } from "@sveltejs/kit";
import type { Actions, PageServerLoad } from "./$types";

/** What was done, after the page has come back. */
const DONE: Readonly<Record<string, string>> = {
  name: "Your name has changed.",
  address: "A link is on its way to the new address. Open it, and the address changes.",
  passkey: "The passkey is added: it signs you in from now on.",
  passkeys: "Your passkeys have changed.",
  connections: "Your connections have changed.",
  sessions: "Done: those browsers are signed out.",
  subscription: "Your digest is as you want it.",
  notices: "What you are told of by mail has changed.",
};

export const load: PageServerLoad = async (event) => {
  const { member, session } = memberOnly(event);
  const { accounts, database } = daily();
  const { db } = database;
  const connections = await readConnections(db, member.id);
  const sessions = await readSessions(db, member.id);
  return {
    name: member.name,
    email: member.email,
    editor: member.role === "editor",
    suspended: member.suspended !== undefined,
    orcid: member.orcid,
    fresh: isFresh(session.since),
    passkeys: await readPasskeys(db, member.id),
    providers: accounts.providers.map(({ id, name }) => ({
      id,
      name,
      connected: connections.some(({ provider }) => provider === id),
    })),
    sessions: sessions.map((one) => ({ ...one, current: one.id === session.id })),
    notices: await readNoticeChoice(db, member.id),
    subscription: await ownSubscription(member),
    leaving: HOLDINGS.map(({ leaving }) => leaving),
    done: DONE[event.url.searchParams.get("done") ?? ""],
    trouble: sayProviderError(event.url.searchParams.get("error")),
  };
};

interface Asked {
  event: RequestEvent;
  member: Member;
  session: Session;
  text: (field: string) => string;
}

/** An action of who is signed in, which ends on this page. */
function own(section: string, act: (asked: Asked) => Promise<unknown>, done = section) {
  return async (event: RequestEvent): Promise<ActionFailure<Problem>> => {
    const { member, session } = memberOnly(event);
    const form = await event.request.formData();
    const text = (field: string): string => String(form.get(field) ?? "");
    return acted(async () => {
      await act({ event, member, session, text });
      redirect(303, `/account?done=${done}#${section}`);
    });
  };
}

const db = () => daily().database.db;

export const actions = {
  name: own("you", ({ member, text }) => renameMember(db(), member, text("name")), "name"),
  address: own(
    "you",
    ({ event, member, session, text }) =>
      askForAddress(db(), member, session, {
        email: text("address"),
        origin: originForMail(event.url),
        site: SITE,
      }),
    "address",
  ),
  renamePasskey: own("passkeys", ({ member, text }) =>
    renamePasskey(db(), member, text("id"), text("passkey")),
  ),
  removePasskey: own("passkeys", ({ member, text }) => removePasskey(db(), member, text("id"))),
  connect: own("connections", async ({ event, text }) => {
    const { accounts } = daily();
    const provider = accounts.providers.find(({ id }) => id === text("provider"));
    if (!provider) throw new Refused(404, "This site has not set up signing in there.");
    const { location, cookies } = await accounts.startProvider(
      provider.id,
      asking(event),
      "/account?done=connections#connections",
      true,
    );
    keepCookies(event, cookies);
    redirect(303, location, { external: [provider.origin] });
  }),
  disconnect: own("connections", ({ member, text }) => disconnectProvider(db(), member, text("provider"))),
  endSession: own("sessions", ({ member, text }) => endSession(db(), member, text("id"))),
  endOthers: own("sessions", ({ member, session }) => endOtherSessions(db(), member, session.id)),
  leave: own("leave", async ({ event, member, session, text }) => {
    const texts = text("texts");
    if (texts !== "keep" && texts !== "remove")
      throw new Refused(400, "Say what becomes of your comments.", "texts");
    if (text("sure") !== "yes") throw new Refused(400, "Tick that you are sure.", "sure");
    await leaveSite(db(), member, session.since, HOLDINGS, texts);
    keepCookies(event, await daily().accounts.signOut(asking(event)));
    redirect(303, "/");
  }),
} satisfies Actions;
