/** @file The digest of a member's address, for the export of one's data and for leaving. */
import { eq, inArray, or, sql } from "drizzle-orm";
import type { Holding } from "../accounts/holding.ts";
import type { Executor } from "../database/open.ts";
import { digest, member, subscription, subscriptionRequest } from "../database/schema.ts";
import { addressKey } from "../mail/address.ts";
import { moveDigest } from "./subscribe.ts";

export const subscriptionHolding: Holding = {
  name: "subscription",
  tables: ["subscription", "subscription_request", "digest"],
  leaving: "Your digest ends and is forgotten.",
  async read(db, memberId) {
    const address = await addressOf(db, memberId);
    if (address === undefined) return [];
    const theirs = await db
      .select()
      .from(subscription)
      .where(sql`lower(${subscription.address}) = ${address}`);
    return {
      subscriptions: theirs,
      requests: await db
        .select()
        .from(subscriptionRequest)
        .where(requestsOf(address, beganWith(theirs))),
      digests:
        theirs.length === 0
          ? []
          : await db.select().from(digest).where(eq(digest.subscription, theirs[0].id)),
    };
  },
  async leave(tx, memberId) {
    const address = await addressOf(tx, memberId);
    if (address === undefined) return;
    const gone = await tx
      .delete(subscription)
      .where(sql`lower(${subscription.address}) = ${address}`)
      .returning({ request: subscription.request });
    await tx.delete(subscriptionRequest).where(requestsOf(address, beganWith(gone)));
    await tx.execute(sql`delete from mail where lower(recipient) = ${address} and state <> 'sending'`);
  },
  move: moveDigest,
};

const beganWith = (subscriptions: readonly { request: string | null }[]): string[] =>
  subscriptions.flatMap(({ request }) => request ?? []);

/** What began these subscriptions, and was asked for the address besides; not what began a digest that has moved to somebody's other address. */
const requestsOf = (address: string, began: readonly string[]) =>
  or(
    inArray(subscriptionRequest.id, [...began]),
    sql`lower(${subscriptionRequest.address}) = ${address}
      and not exists (select from ${subscription} where ${subscription.request} = ${subscriptionRequest.id})`,
  );

async function addressOf(db: Executor, memberId: string): Promise<string | undefined> {
  const [row] = await db.select({ email: member.email }).from(member).where(eq(member.id, memberId));
  return row && addressKey(row.email);
}
