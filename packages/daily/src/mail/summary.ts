/** @file How the mail stands: for the page of the editors, and for metrics. */
import { desc, sql } from "drizzle-orm";
import type { Db } from "../database/open.ts";
import { mailReport, suppression, type MailState } from "../database/schema.ts";

export interface MailSummary {
  /** Mails by state; of those that have ended, of the last seven days. */
  states: Record<MailState, number>;
  /** The oldest that waits and could go. */
  waitingSince: Date | undefined;
  /** What came back in the last seven days, by kind. */
  returned: Record<string, number>;
  suppressed: { bounce: number; complaint: number; paused: number };
  subscriptions: { active: number; due: Date | undefined };
  /** Mails for an editor to look at, newest first: failed, or perhaps sent. */
  troubled: readonly {
    id: string;
    kind: string;
    recipient: string;
    state: MailState;
    at: Date;
    answer: string;
    retriable: boolean;
  }[];
  /** Mails that were tried and wait for their next time. */
  postponed: readonly { id: string; kind: string; recipient: string; due: Date; answer: string }[];
  /** Reports that were not understood. */
  open: readonly { key: number; at: Date; address: string | null; detail: string; raw: string }[];
  suppressions: readonly (typeof suppression.$inferSelect)[];
}

/** Reads it. Lists hold `most` entries at most. */
export async function readMailSummary(db: Db, most = 50): Promise<MailSummary> {
  const week = sql`now() - interval '7 days'`;
  const count = async (statement: ReturnType<typeof sql>): Promise<Record<string, number>> => {
    const { rows } = await db.execute<{ name: string; count: number }>(statement);
    return Object.fromEntries(rows.map((row) => [row.name, row.count]));
  };
  const states = await count(sql`
    select state as name, count(*)::int as count from mail where state in ('queued', 'sending') or ended > ${week} group by state`);
  const returned = await count(
    sql`select kind as name, count(*)::int as count from mail_report where at > ${week} group by kind`,
  );
  const suppressed = await count(sql`
    select reason as name, count(*)::int as count from suppression where until is null or until > now() group by reason`);
  const { rows: waiting } = await db.execute<{ since: string | Date | null }>(
    sql`select min(due) as since from mail where state = 'queued' and due <= now()`,
  );
  const { rows: active } = await db.execute<{ active: number; due: string | Date | null }>(
    sql`select count(*)::int as active, min(next_due) as due from subscription where state = 'active'`,
  );
  const { rows: troubled } = await db.execute<Troubled>(sql`
    select id, kind, recipient, state, ended as at, coalesce(answer, '') as answer, text is not null as retriable
    from mail where state in ('failed', 'unsure') order by ended desc, id limit ${most}`);
  const { rows: postponed } = await db.execute<Postponed>(sql`
    select id, kind, recipient, due, answer from mail where state = 'queued' and attempt > 0 and answer is not null order by due, id limit ${most}`);
  const open = await db
    .select()
    .from(mailReport)
    .where(sql`${mailReport.handled} is null`)
    .orderBy(desc(mailReport.at), desc(mailReport.key))
    .limit(most);
  return {
    states: { queued: 0, sending: 0, sent: 0, failed: 0, suppressed: 0, unsure: 0, ...states },
    waitingSince: momentOf(waiting[0].since),
    returned,
    suppressed: { bounce: 0, complaint: 0, paused: 0, ...suppressed },
    subscriptions: { active: active[0].active, due: momentOf(active[0].due) },
    troubled: troubled.map((row) => ({ ...row, at: new Date(row.at) })),
    postponed: postponed.map((row) => ({ ...row, due: new Date(row.due) })),
    open: open.map(({ key, at, address, detail, raw }) => ({
      key,
      at,
      address,
      detail,
      raw: raw === null ? "" : Buffer.from(raw).toString("latin1"),
    })),
    suppressions: await db
      .select()
      .from(suppression)
      .where(sql`${suppression.until} is null or ${suppression.until} > now()`)
      .orderBy(desc(suppression.since), suppression.address)
      .limit(most),
  };
}

type Troubled = Record<string, unknown> & {
  id: string;
  kind: string;
  recipient: string;
  state: MailState;
  at: string | Date;
  answer: string;
  retriable: boolean;
};
type Postponed = Record<string, unknown> & {
  id: string;
  kind: string;
  recipient: string;
  due: string | Date;
  answer: string;
};

function momentOf(value: string | Date | null): Date | undefined {
  return value === null ? undefined : new Date(value);
}
