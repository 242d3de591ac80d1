/** @file What members do with their own account: another name, another address, connections, taking their data along, leaving. */
import { and, eq, sql } from "drizzle-orm";
import type { Db, Executor } from "../database/open.ts";
import { account, member, session } from "../database/schema.ts";
import { addressKey, queueMail, readAddress } from "../mail/index.ts";
import { hasEditor, LAST, lock } from "./editors.ts";
import type { Session } from "./accounts.ts";
import type { Holding, Texts } from "./holding.ts";
import type { Member } from "./member.ts";
import { readName } from "./name.ts";
import { demand } from "./permissions.ts";
import { issueProof, readProof, takeProof } from "./proof.ts";
import type { ProviderId } from "./providers.ts";
import { hashedName, takeFor } from "./rate.ts";
import { Refused } from "./refused.ts";
import { demandFresh } from "./sessions.ts";
import { writeAudit } from "./audit.ts";

const own = { isOwner: true } as const;

export async function renameMember(db: Executor, actor: Member | undefined, name: string): Promise<void> {
  demand(actor, "account.manage", own);
  await db
    .update(member)
    .set({ name: readName(name), updatedAt: sql`now()` })
    .where(eq(member.id, actor.id));
}

export const CHANGE_MINUTES = 60;

/**
 * Sends a link to a new address, which takes it in, and a word to the one so far. The answer is the same for an address that another member has.
 *
 * @returns the new address as it was understood
 */
export async function askForAddress(
  db: Db,
  actor: Member | undefined,
  asking: Session,
  { email, origin, site }: { email: string; origin: string; site: string },
): Promise<string> {
  demand(actor, "account.manage", own);
  demandFresh(asking.since);
  const address = readAddress(email);
  if (addressKey(address) === actor.email) throw new Refused(400, "This is your address already.", "address");
  await takeFor(db, `change-email:${actor.id}`, { burst: 3, perHour: 6 });
  await takeFor(db, `change-email-to:${hashedName(addressKey(address))}`, { burst: 3, perHour: 6 });
  await db.transaction(async (tx) => {
    const token = await issueProof(
      tx,
      "change-email",
      { memberId: actor.id, sessionId: asking.id, email: address },
      CHANGE_MINUTES,
    );
    await queueMail(tx, {
      to: address,
      kind: "address",
      subject: `Your new address at ${site}`,
      text: `Open this address to use ${address} for your account at ${site}:\n\n${origin}/account/address?${new URLSearchParams({ token })}\n\nIt works once, within ${CHANGE_MINUTES} minutes. If you did not ask for it, leave it: nothing happens then.\n`,
      expires: new Date(Date.now() + CHANGE_MINUTES * 60_000),
    });
    await queueMail(tx, {
      to: actor.email,
      kind: "notice",
      subject: `A new address for your account at ${site}`,
      text: `Somebody who is signed in to your account at ${site} asked to use ${address} for it from now on. It is used when the link that was sent there is opened.\n\nIf it was not you, sign out and in again, and end the other sessions on your account's page, and the link opens nothing:\n\n${origin}/account\n`,
    });
  });
  return address;
}

/** What a link would change; nothing when it is used up or too old, or the browser that asked for it is signed out. */
export async function readAddressLink(db: Executor, token: string): Promise<string | undefined> {
  const kept = await readProof(db, "change-email", token);
  return kept && (await isSignedIn(db, kept)) ? kept.email : undefined;
}

/** Whether the session that asked goes on: who finds that it was a stranger's ends it, and with it what it asked for. */
async function isSignedIn(db: Executor, asked: { memberId: string; sessionId: string }): Promise<boolean> {
  const { rows } = await db.execute(sql`
    select id from session where id = ${asked.sessionId} and member_id = ${asked.memberId} and expires > now() for key share`);
  return rows.length > 0;
}

/** Uses the link up: the account and what hangs on its address have the new one, and other browsers are signed out. */
export async function takeAddress(
  db: Db,
  token: string,
  holdings: readonly Holding[],
  currentSession?: string,
): Promise<void> {
  await db.transaction(async (tx) => {
    const kept = await takeProof(tx, "change-email", token);
    if (!kept) throw new Refused(410, "This link has been used already, or is too old: ask for another one.");
    if (!(await isSignedIn(tx, kept)))
      throw new Refused(
        410,
        "The browser that asked for this link is signed out by now: sign in and ask for another one.",
      );
    const email = addressKey(kept.email);
    const { rows } = await tx.execute<{ before: string }>(sql`
      update member set email = ${email}, email_verified = true, updated = now()
      from (select id, email as before from member where id = ${kept.memberId} for update) as known
      where member.id = known.id and not exists (select from member as other where other.email = ${email})
      returning known.before`);
    if (rows.length === 0)
      throw new Refused(409, "Another account has this address: sign in with it, or use another address.");
    for (const holding of holdings) await holding.move?.(tx, addressKey(rows[0].before), email);
    await tx
      .delete(session)
      .where(
        and(
          eq(session.userId, kept.memberId),
          currentSession === undefined ? undefined : sql`${session.id} <> ${currentSession}`,
        ),
      );
  });
}

export interface Connection {
  provider: ProviderId;
  /** The ORCID iD, or GitHub's number. */
  accountId: string;
  created: Date;
}

export async function readConnections(db: Executor, memberId: string): Promise<Connection[]> {
  const rows = await db
    .select({ provider: account.providerId, accountId: account.accountId, created: account.createdAt })
    .from(account)
    .where(eq(account.userId, memberId))
    .orderBy(account.createdAt);
  return rows as Connection[];
}

/** Takes a connection back; signing in by mail is always left. */
export async function disconnectProvider(db: Db, actor: Member | undefined, provider: string): Promise<void> {
  demand(actor, "account.manage", own);
  await db.transaction(async (tx) => {
    const gone = await tx
      .delete(account)
      .where(and(eq(account.userId, actor.id), eq(account.providerId, provider)))
      .returning({ id: account.id });
    if (gone.length === 0) throw new Refused(404, "This is not connected any more.");
    if (provider === "orcid") await tx.update(member).set({ orcid: null }).where(eq(member.id, actor.id));
  });
}

/** Everything that the site holds of a member, by part. */
export async function exportMember(
  db: Db,
  actor: Member | undefined,
  holdings: readonly Holding[],
): Promise<Record<string, unknown>> {
  demand(actor, "account.manage", own);
  const parts: Record<string, unknown> = {};
  // One after the other: the embedded database has one session.
  for (const { name, read } of holdings) parts[name] = await read(db, actor.id);
  return parts;
}

/**
 * Deletes the account, with all that is the member's, in one transaction.
 *
 * @throws Refused for the last editor, and for who has not signed in lately
 */
export async function leaveSite(
  db: Db,
  actor: Member | undefined,
  since: Date,
  holdings: readonly Holding[],
  texts: Texts,
): Promise<void> {
  demand(actor, "account.manage", own);
  demandFresh(since);
  await db.transaction(async (tx) => {
    await lock(tx);
    for (const holding of holdings) await holding.leave(tx, actor.id, texts);
    const [gone] = await tx.delete(member).where(eq(member.id, actor.id)).returning({ role: member.role });
    if (!gone) return;
    if (gone.role === "editor" && !(await hasEditor(tx))) throw new Refused(409, LAST);
    await writeAudit(tx, { action: "account.leave", subject: "member", detail: { texts } });
  });
}
