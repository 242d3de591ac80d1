/**
 * @file Signing in by mail. Asking for a link looks up nobody, so the answer and its time are the same for every address; what the link opens is
 * a page with a button, as programs that read mail follow links, and the button signs in.
 */
import { eq } from "drizzle-orm";
import type { Db, Executor } from "../database/open.ts";
import { member } from "../database/schema.ts";
import { addressKey, queueMail, readAddress } from "../mail/index.ts";
import { newId } from "./id.ts";
import { readName } from "./name.ts";
import { issueProof, readProof, takeProof } from "./proof.ts";
import { hashedName, takeFor } from "./rate.ts";
import { Refused } from "./refused.ts";

/** How long a link is good. */
export const LINK_MINUTES = 15;

export interface LinkRequest {
  /** As it was typed. */
  email: string;
  /** The network that asks (`networkOf`); kept as a hash. */
  network: string;
  /** The site's address, for the link. */
  origin: string;
  /** Where the reader wanted to go: a path. */
  to: string;
  site: string;
}

/**
 * Sends a link to an address, whoever's it is.
 *
 * @returns the address as it was understood
 * @throws Refused when it is no address
 * @throws TooMany when it, or the network, has got many
 */
export async function askForLink(db: Db, { email, network, origin, to, site }: LinkRequest): Promise<string> {
  const address = readAddress(email);
  await takeFor(db, `sign-in-from:${hashedName(network)}`, { burst: 10, perHour: 30 });
  await takeFor(db, `sign-in-to:${hashedName(addressKey(address))}`, { burst: 3, perHour: 6 });
  await db.transaction(async (tx) => {
    const token = await issueProof(tx, "sign-in", { email: address }, LINK_MINUTES);
    const link = `${origin}/sign-in/link?${new URLSearchParams({ token, ...(to === "/" ? {} : { to }) })}`;
    await queueMail(tx, {
      to: address,
      kind: "sign-in",
      subject: `Sign in to ${site}`,
      text: `Open this address to sign in to ${site}:\n\n${link}\n\nIt works once, within ${LINK_MINUTES} minutes. If you did not ask for it, leave it: nothing happens then.\n`,
      expires: new Date(Date.now() + LINK_MINUTES * 60_000),
    });
  });
  return address;
}

/** Whom a link signs in, and whether they are new here; nothing when it is used up or too old. */
export async function readLink(
  db: Executor,
  token: string,
): Promise<{ email: string; isNew: boolean } | undefined> {
  const kept = await readProof(db, "sign-in", token);
  return kept && { email: kept.email, isNew: (await memberBy(db, kept.email)) === undefined };
}

/**
 * Uses a link up.
 *
 * @param name of a new member
 * @returns the member whom it signs in
 * @throws Refused when the link is used up or too old, or a new member's name is none; the link stays good then
 */
export async function takeLink(db: Db, token: string, name: string): Promise<string> {
  return db.transaction(async (tx) => {
    const kept = await takeProof(tx, "sign-in", token);
    if (!kept) throw new Refused(410, "This link has been used already, or is too old: ask for another one.");
    const email = addressKey(kept.email);
    const known = await memberBy(tx, email);
    if (known) {
      if (!known.emailVerified)
        await tx.update(member).set({ emailVerified: true }).where(eq(member.id, known.id));
      return known.id;
    }
    const id = newId();
    // Two links for one new address may be used at once: the second one finds the member whom the first one made.
    await tx
      .insert(member)
      .values({ id, name: readName(name), email, emailVerified: true })
      .onConflictDoNothing({ target: member.email });
    return (await memberBy(tx, email))!.id;
  });
}

async function memberBy(
  db: Executor,
  email: string,
): Promise<{ id: string; emailVerified: boolean } | undefined> {
  const [row] = await db
    .select({ id: member.id, emailVerified: member.emailVerified })
    .from(member)
    .where(eq(member.email, addressKey(email)));
  return row;
}
