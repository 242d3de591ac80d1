/**
 * @file From asking for a digest to leaving it.
 *
 * Whoever asks gets the same answer and costs the same work, whether the address is known or not: only its mailbox learns which. Nothing is sent to an address
 * but one mail with a link, until somebody there has followed it and pressed the button.
 */
import { eq, sql } from "drizzle-orm";
import { demand } from "../accounts/permissions.ts";
import type { Member } from "../accounts/member.ts";
import { Refused, TooMany } from "../accounts/refused.ts";
import { hashedName, takeFor } from "../accounts/rate.ts";
import type { Db, Executor } from "../database/open.ts";
import { mailToken, member, subscription, subscriptionRequest } from "../database/schema.ts";
import { addressKey, readAddress } from "../mail/address.ts";
import { queueMail } from "../mail/outbox.ts";
import { randomName } from "../mail/random.ts";
import { newestNumbers } from "./arrivals.ts";
import { STANDARD, type Choices } from "./choices.ts";
import { readSubscription, startOf } from "./compose.ts";
import { confirmationMail } from "./confirmation.ts";
import type { DigestSite } from "./digest.ts";
import { nextDue } from "./schedule.ts";
import { issueTokens, readToken, spendToken } from "./tokens.ts";

export interface Asked {
  address: string;
  choices: Choices;
  /** What it is for, and what the form said: the record of consent. */
  purpose: string;
  shown: string;
  /** Where it came from; hashed before it is stored. */
  network: string;
}

/** Who asks a lot for others. */
const PER_NETWORK = { burst: 10, perHour: 20 };
/** An address gets few mails that it did not ask for, whoever asks. */
const PER_ADDRESS = { burst: 3, perHour: 3 / 24 };
const CONFIRM_HOURS = 48;

export type Subscription = typeof subscription.$inferSelect;

/**
 * Somebody asks for a digest: a mail with a link goes to the address.
 *
 * @throws Refused when the address is none
 * @throws TooMany when the network asks too often
 */
export async function askForDigest(db: Db, asked: Asked, site: DigestSite): Promise<void> {
  const address = readAddress(asked.address);
  const network = hashedName(asked.network);
  await takeFor(db, `subscribe:${network}`, PER_NETWORK);
  // The answer is the same: who sees it must not learn how often an address was asked for.
  if (!(await takesFor(db, `subscribe-to:${hashedName(addressKey(address))}`))) return;
  await db.transaction(async (tx) => {
    const id = randomName();
    const { choices, purpose, shown } = asked;
    await tx
      .insert(subscriptionRequest)
      .values({ id, address, choices: { ...choices }, purpose, shown, network });
    const [token] = await issueTokens(tx, [{ purpose: "confirm", subject: id }]);
    const known = (await find(tx, address))?.state === "active";
    await queueMail(tx, {
      to: address,
      kind: "confirm",
      ...confirmationMail(
        { address, choices, known, link: `${site.origin}/subscribe/confirm/${token}` },
        site,
      ),
      expires: new Date(Date.now() + CONFIRM_HOURS * 3_600_000),
    });
  });
}

async function takesFor(db: Db, name: string): Promise<boolean> {
  try {
    await takeFor(db, name, PER_ADDRESS);
    return true;
  } catch (error) {
    if (error instanceof TooMany) return false;
    throw error;
  }
}

export interface Request {
  address: string;
  choices: Choices;
  /** The link was followed to its end before. */
  confirmed: boolean;
}

/** What a link in a mail would confirm; nothing when it is too old or none. */
export async function readRequest(db: Db, token: string): Promise<Request | undefined> {
  const opened = await readToken(db, "confirm", token);
  if (!opened) return undefined;
  const [row] = await db.select().from(subscriptionRequest).where(eq(subscriptionRequest.id, opened.subject));
  return row && { address: row.address, choices: { ...STANDARD, ...row.choices }, confirmed: opened.used };
}

/**
 * Confirms, once.
 *
 * @param choices in place of those that were asked for
 * @returns the subscription, and a token to manage it
 * @throws Refused when the link is used or too old
 */
export async function confirmDigest(
  db: Db,
  token: string,
  choices?: Choices,
  now = new Date(),
): Promise<{ subscription: Subscription; manage: string }> {
  return db.transaction(async (tx) => {
    const id = await spendToken(tx, "confirm", token);
    const [request] =
      id === undefined
        ? []
        : await tx.select().from(subscriptionRequest).where(eq(subscriptionRequest.id, id));
    if (!request)
      throw new Refused(
        410,
        "This link was used already, or is older than 48 hours: ask for a new one below.",
      );
    await tx
      .update(subscriptionRequest)
      .set({ confirmed: sql`now()` })
      .where(eq(subscriptionRequest.id, request.id));
    const started = await start(
      tx,
      {
        address: request.address,
        choices: choices ?? { ...STANDARD, ...request.choices },
        asked: request.asked,
        request: request.id,
      },
      now,
    );
    const [manage] = await issueTokens(tx, [{ purpose: "manage", subject: started.id }]);
    return { subscription: started, manage };
  });
}

/** Begins a subscription, or begins it again; one that is active gets the new choices. */
async function start(
  tx: Executor,
  { address, choices, asked, request }: { address: string; choices: Choices; asked: Date; request: string },
  now: Date,
): Promise<Subscription> {
  const known = await find(tx, address, true);
  if (known?.state === "active") return change(tx, known, choices, now);
  const { verdict } = await newestNumbers(tx);
  const values = {
    address,
    state: "active" as const,
    ...stored(choices),
    request,
    asked,
    confirmed: now,
    ended: null,
    nextDue: nextDue(choices, now, await lastDate(tx, known?.id)),
    // Nobody who comes back is told again what he was told before he left.
    arrivalSeen: Math.max(known?.arrivalSeen ?? 0, await startOf(tx)),
    verdictSeen: verdict,
  };
  const [row] = known
    ? await tx.update(subscription).set(values).where(eq(subscription.id, known.id)).returning()
    : await tx
        .insert(subscription)
        .values({ id: randomName(), ...values })
        .returning();
  return row;
}

function stored({ weekdays, hour, zone, categories, searches, verdicts, minimum }: Choices) {
  return {
    weekdays: [...weekdays],
    hour,
    zone,
    categories: [...categories],
    searches: [...searches],
    verdicts,
    minimum,
  };
}

async function find(tx: Executor, address: string, lock = false): Promise<Subscription | undefined> {
  const query = tx
    .select()
    .from(subscription)
    .where(sql`lower(${subscription.address}) = ${addressKey(address)}`);
  const [row] = lock ? await query.for("update") : await query;
  return row;
}

async function lastDate(tx: Executor, id: string | undefined): Promise<string | undefined> {
  if (id === undefined) return undefined;
  const { rows } = await tx.execute<{ last: string | null }>(
    sql`select max(local_date)::text as last from digest where subscription = ${id}`,
  );
  return rows[0].last ?? undefined;
}

async function change(tx: Executor, row: Subscription, choices: Choices, now: Date): Promise<Subscription> {
  const [changed] = await tx
    .update(subscription)
    .set({ ...stored(choices), nextDue: nextDue(choices, now, await lastDate(tx, row.id)) })
    .where(eq(subscription.id, row.id))
    .returning();
  return changed;
}

/** The subscription that a link in a mail manages; nothing when the link is too old or none. */
export async function readManaged(db: Db, token: string): Promise<Subscription | undefined> {
  const opened = await readToken(db, "manage", token);
  return opened && readSubscription(db, opened.subject);
}

/** Changes what is sent and when. @throws Refused when the link is too old, or the subscription has ended */
export async function changeManaged(
  db: Db,
  token: string,
  choices: Choices,
  now = new Date(),
): Promise<Subscription> {
  return db.transaction(async (tx) => {
    const opened = await readToken(tx, "manage", token);
    const row = opened && (await lockedSubscription(tx, opened.subject));
    if (!row || row.state !== "active")
      throw new Refused(410, "This link no longer changes anything: the newest mail has a newer one.");
    return change(tx, row, choices, now);
  });
}

/** Ends what a link manages. */
export async function endManaged(db: Db, token: string): Promise<boolean> {
  return db.transaction(async (tx) => {
    const opened = await readToken(tx, "manage", token);
    return opened !== undefined && end(tx, opened.subject);
  });
}

/** Ends what a link in a mail ends, whoever has it, as often as it is asked. @returns false when the link is none */
export async function unsubscribe(db: Db, token: string): Promise<boolean> {
  return db.transaction(async (tx) => {
    const opened = await readToken(tx, "unsubscribe", token);
    return opened !== undefined && end(tx, opened.subject);
  });
}

/** Whose subscription a link would end, and whether it has ended; nothing when the link is none. */
export async function readUnsubscribe(db: Db, token: string): Promise<Subscription | undefined> {
  const opened = await readToken(db, "unsubscribe", token);
  return opened && readSubscription(db, opened.subject);
}

async function lockedSubscription(tx: Executor, id: string): Promise<Subscription | undefined> {
  const [row] = await tx.select().from(subscription).where(eq(subscription.id, id)).for("update");
  return row;
}

/** Digests that wait go too: after leaving nothing comes. */
async function end(tx: Executor, id: string): Promise<boolean> {
  const row = await lockedSubscription(tx, id);
  if (!row) return false;
  if (row.state === "active") {
    await tx
      .update(subscription)
      .set({ state: "ended", ended: sql`now()`, nextDue: null })
      .where(eq(subscription.id, id));
    await endWaiting(tx, row.address, "Its recipient has unsubscribed.");
  }
  return true;
}

async function endWaiting(tx: Executor, address: string, answer: string): Promise<void> {
  await tx.execute(sql`
    update mail set state = 'failed', ended = now(), answer = ${answer}, text = null, html = null
    where kind = 'digest' and state = 'queued' and lower(recipient) = ${addressKey(address)}`);
}

/** The subscription of a member's own address. */
export async function readOwn(db: Db, actor: Member | undefined): Promise<Subscription | undefined> {
  demand(actor, "subscription.manage", { isOwner: true });
  return find(db, actor.email);
}

/**
 * A member begins or changes a digest to the address of the account. It is theirs, as they have proved by a link, so no other is sent.
 *
 * @throws Refused when the address was never proved
 */
export async function setOwn(
  db: Db,
  actor: Member | undefined,
  { choices, purpose, shown, network }: Omit<Asked, "address">,
  now = new Date(),
): Promise<Subscription> {
  demand(actor, "subscription.manage", { isOwner: true });
  const [row] = await db
    .select({ verified: member.emailVerified })
    .from(member)
    .where(eq(member.id, actor.id));
  if (!row?.verified)
    throw new Refused(
      403,
      "The address of your account was not confirmed: sign in by a link in a mail once.",
    );
  return db.transaction(async (tx) => {
    const id = randomName();
    const [{ asked }] = await tx
      .insert(subscriptionRequest)
      .values({
        id,
        address: actor.email,
        choices: { ...choices },
        purpose,
        shown,
        network: hashedName(network),
        confirmed: sql`now()`,
      })
      .returning({ asked: subscriptionRequest.asked });
    return start(tx, { address: actor.email, choices, asked, request: id }, now);
  });
}

/** A member leaves. */
export async function endOwn(db: Db, actor: Member | undefined): Promise<boolean> {
  demand(actor, "subscription.manage", { isOwner: true });
  return db.transaction(async (tx) => {
    const row = await find(tx, actor.email);
    return row !== undefined && end(tx, row.id);
  });
}

/**
 * The digest of one address goes to another from now on; where both have one, that of the new address stays. Links in mails that the old address got open nothing
 * any more, and digests that wait, whose links these are too, end.
 */
export async function moveDigest(tx: Executor, from: string, to: string): Promise<void> {
  const moved = await find(tx, from, true);
  if (!moved) return;
  const there = await find(tx, to, true);
  const dropped = there?.state === "active" ? moved : there;
  if (dropped) {
    await end(tx, dropped.id);
    await tx.delete(subscription).where(eq(subscription.id, dropped.id));
  }
  if (dropped === moved) return;
  await tx.update(subscription).set({ address: to }).where(eq(subscription.id, moved.id));
  await tx.delete(mailToken).where(eq(mailToken.subject, moved.id));
  await endWaiting(tx, from, "Its recipient has another address.");
}
