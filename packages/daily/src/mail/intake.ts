/**
 * @file What comes in: mail to the addresses that the site gave out itself, and to no others.
 *
 * `bounce+ID@` takes reports about one mail, `unsubscribe+TOKEN@` ends a subscription, whatever the mail says, and `complaint@` takes the complaints of
 * providers with whom the host has registered it (feedback loops); these must name the mail they are about by its id, which only who has seen it knows.
 */
import { sql } from "drizzle-orm";
import { takeFor } from "../accounts/rate.ts";
import type { Db } from "../database/open.ts";
import { domainOf } from "./address.ts";
import { isRandomName } from "./random.ts";
import { storeReport } from "./reports.ts";
import { readReturned, type Returned } from "./returned.ts";

export interface Incoming {
  /** The recipient of the envelope. */
  to: string;
  /** The message as it came. */
  bytes: Uint8Array;
}

export interface IntakeOptions {
  /** The domain of the addresses. */
  domain: string;
  /** Ends the subscription that a token opens; false when it opens none. */
  unsubscribe(token: string): Promise<boolean>;
}

export type Recipient =
  { kind: "bounce"; mailId: string } | { kind: "unsubscribe"; token: string } | { kind: "complaint" };

/** Which of the site's own addresses it is; nothing when it is none. */
export function recipientOf(address: string, domain: string): Recipient | undefined {
  const local = address.slice(0, address.lastIndexOf("@")).toLowerCase();
  if (domainOf(address) !== domain.toLowerCase()) return undefined;
  if (local === "complaint") return { kind: "complaint" };
  const [what, name, more] = local.split("+");
  if (name === undefined || more !== undefined || !isRandomName(name)) return undefined;
  if (what === "bounce") return { kind: "bounce", mailId: name };
  return what === "unsubscribe" ? { kind: "unsubscribe", token: name } : undefined;
}

/** Whether mail to an address is taken in: one of ours, and of a mail that was sent. */
export async function isTakenIn(db: Db, address: string, domain: string): Promise<boolean> {
  const recipient = recipientOf(address, domain);
  return (
    recipient !== undefined &&
    (recipient.kind !== "bounce" || (await recipientIn(db, recipient.mailId)) !== undefined)
  );
}

/** Messages to the address that everybody can guess, which an editor is to look at. */
const UNKNOWN = { burst: 100, perHour: 20 };

/**
 * Takes a message in.
 *
 * @returns what it was; undefined when the address is none of ours
 * @throws TooMany when many have come that say nothing of a mail that is known
 */
export async function receiveMail(
  db: Db,
  { to, bytes }: Incoming,
  { domain, unsubscribe }: IntakeOptions,
): Promise<Returned["kind"] | "unsubscribe" | undefined> {
  const recipient = recipientOf(to, domain);
  if (!recipient) return undefined;
  if (recipient.kind === "unsubscribe")
    return (await unsubscribe(recipient.token)) ? "unsubscribe" : undefined;
  const returned = readReturned(bytes);
  if (recipient.kind === "bounce") {
    const address = await recipientIn(db, recipient.mailId);
    if (address === undefined) return undefined;
    // A complaint may be sent to the return path too; anything there is about this mail, whatever it names.
    return keep(db, { ...returned, mailId: recipient.mailId }, address, bytes);
  }
  const address = returned.mailId === undefined ? undefined : await recipientIn(db, returned.mailId);
  // To an address that everybody can guess nothing counts but a complaint about a mail that is known.
  if (returned.kind === "complaint" && address !== undefined) return keep(db, returned, address, bytes);
  await takeFor(db, "mail-unknown", UNKNOWN);
  return keep(db, { kind: "unknown", detail: returned.detail }, undefined, bytes);
}

async function keep(
  db: Db,
  { kind, mailId, status, detail }: Returned,
  address: string | undefined,
  bytes: Uint8Array,
): Promise<Returned["kind"]> {
  await db.transaction((tx) =>
    storeReport(tx, {
      kind,
      ...(mailId === undefined ? {} : { mailId }),
      ...(address === undefined ? {} : { address }),
      ...(status === undefined ? {} : { status }),
      detail,
      ...(kind === "unknown" ? { raw: bytes } : {}),
    }),
  );
  return kind;
}

async function recipientIn(db: Db, mailId: string): Promise<string | undefined> {
  const { rows } = await db.execute<{ recipient: string }>(
    sql`select recipient from mail where id = ${mailId} and attempt > 0`,
  );
  return rows[0]?.recipient;
}
