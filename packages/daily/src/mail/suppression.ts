/** @file Addresses that get no mail: put on the list by what came back, taken off by an editor. */
import { sql } from "drizzle-orm";
import { writeAudit } from "../accounts/audit.ts";
import type { Member } from "../accounts/member.ts";
import { demand } from "../accounts/permissions.ts";
import type { Db, Executor } from "../database/open.ts";
import { mail, mailReport, suppression } from "../database/schema.ts";
import { addressKey } from "./address.ts";

/** Why an address gets none, and what it still gets. */
export const REASONS = {
  bounce: "Its server says that there is no such mailbox. It gets no mail at all, for good.",
  complaint: "Somebody there marked a mail as unwanted. It gets only mails to sign in, for good.",
  paused: "Mails to it came back several times. It gets no digests for a while.",
} as const;

/** So many mails that could not be delivered, within so many days, make a pause of so many days. */
export const SOFT = { count: 3, within: 30, pause: 30 } as const;

/** Puts an address on the list; a stronger reason takes the place of a weaker one. */
export async function suppress(
  tx: Executor,
  address: string,
  reason: "bounce" | "complaint",
  detail: string,
): Promise<void> {
  await tx
    .insert(suppression)
    .values({ address: addressKey(address), reason, detail: detail.slice(0, 500) })
    .onConflictDoUpdate({
      target: suppression.address,
      set: { reason, detail: detail.slice(0, 500), until: null, since: sql`now()` },
      setWhere: sql`${suppression.reason} <> 'bounce'`,
    });
}

/** Pauses an address when soft failures of as many mails have come in within the time of the rule, whatever reached it in between. */
export async function pauseAfterSoft(tx: Executor, address: string): Promise<boolean> {
  const key = addressKey(address);
  const { rows } = await tx.execute<{ failures: number }>(sql`
    select count(distinct coalesce(mail_id, key::text))::int as failures from ${mailReport}
    where address = ${key} and kind = 'soft' and at > now() - make_interval(days => ${SOFT.within})`);
  if (rows[0].failures < SOFT.count) return false;
  await tx
    .insert(suppression)
    .values({
      address: key,
      reason: "paused",
      until: sql`now() + make_interval(days => ${SOFT.pause})`,
      detail: `${rows[0].failures} mails could not be delivered within ${SOFT.within} days.`,
    })
    .onConflictDoUpdate({
      target: suppression.address,
      set: {
        until: sql`now() + make_interval(days => ${SOFT.pause})`,
        since: sql`now()`,
        detail: sql`excluded.detail`,
      },
      setWhere: sql`${suppression.reason} = 'paused'`,
    });
  return true;
}

export type Suppression = typeof suppression.$inferSelect;

/** Takes an address off the list. @throws Forbidden unless an editor does it */
export async function releaseSuppression(
  db: Db,
  actor: Member | undefined,
  address: string,
): Promise<boolean> {
  demand(actor, "mail.manage");
  return db.transaction(async (tx) => {
    const key = addressKey(address);
    const [gone] = await tx
      .delete(suppression)
      .where(sql`${suppression.address} = ${key}`)
      .returning();
    if (!gone) return false;
    // What was counted against it is done with.
    await tx.execute(sql`update mail_report set kind = 'delayed' where address = ${key} and kind = 'soft'`);
    await writeAudit(tx, {
      actor: actor.id,
      action: "mail.manage",
      subject: `address:${key}`,
      detail: { released: gone.reason, because: gone.detail },
    });
    return true;
  });
}

/** Puts a mail that failed, or of which nobody knows whether it was sent, back in the outbox. @throws Forbidden unless an editor does it */
export async function retryMail(db: Db, actor: Member | undefined, id: string): Promise<boolean> {
  demand(actor, "mail.manage");
  return db.transaction(async (tx) => {
    const [row] = await tx
      .update(mail)
      .set({ state: "queued", due: sql`now()`, ended: null, doubts: 0, expires: null })
      .where(sql`${mail.id} = ${id} and ${mail.state} in ('failed', 'unsure') and ${mail.text} is not null`)
      .returning({ kind: mail.kind, answer: mail.answer });
    if (!row) return false;
    await writeAudit(tx, {
      actor: actor.id,
      action: "mail.manage",
      subject: `mail:${id}`,
      detail: { retried: row.kind, after: row.answer },
    });
    return true;
  });
}
