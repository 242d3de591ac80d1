/** @file What mail and subscriptions need not remember any longer. */
import { sql, type SQL } from "drizzle-orm";
import type { Db } from "../database/open.ts";

/** In days. Reports about a mail come for five days, and complaints for some weeks. */
const KEPT = { mail: 60, report: 180, request: 7, ended: 30, digest: 400 };

/** @returns rows that went */
export async function forgetMail(db: Db): Promise<number> {
  let gone = 0;
  for (const statement of [
    sql`delete from mail where ended < ${ago(KEPT.mail)} or (state = 'queued' and created < ${ago(KEPT.mail)})`,
    sql`delete from mail_report where at < ${ago(KEPT.report)}`,
    sql`delete from mail_token where expires < now()`,
    sql`delete from suppression where until < now()`,
    sql`delete from digest where composed < ${ago(KEPT.digest)}`,
    // Who has left is forgotten, and with the subscription the record of the consent to it.
    sql`delete from subscription where state = 'ended' and ended < ${ago(KEPT.ended)}`,
    sql`delete from subscription_request where asked < ${ago(KEPT.request)}
      and not exists (select from subscription where request = subscription_request.id)`,
  ]) {
    const { rows } = await db.execute(sql`${statement} returning 1 as one`);
    gone += rows.length;
  }
  return gone;
}

function ago(days: number): SQL {
  return sql`now() - make_interval(days => ${days}::int)`;
}
