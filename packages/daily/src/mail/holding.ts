/**
 * @file What a worker does with mails of the outbox: takes some, says that it is alive, and says what became of each.
 *
 *     queued → sending (leased) → finishing is set → the last line goes out → the server accepts → sent
 *
 * A worker that dies before `finishing` is set has sent nothing that a server could have accepted, and its mail is sent again. One that dies after `sent`
 * is stored has sent it. In between, while the server answers and the answer is being stored, nobody can know: SMTP has no way to ask (RFC 1047). Such a
 * mail is sent once more, under the same Message-ID, so that it is not lost and a mailbox that drops what it has already shows it once; and if
 * the same happens again it stays as `unsure` for an editor, so that a server that never answers does not get it for ever.
 */
import { sql, type SQL } from "drizzle-orm";
import type { Db, Executor } from "../database/open.ts";

/** A mail in a worker's hands. */
export interface HeldMail {
  id: string;
  attempt: number;
  kind: string;
  bulk: boolean;
  recipient: string;
  subject: string;
  text: string;
  html: string | null;
  headers: Record<string, string>;
  created: Date;
}

/** Seconds without a word after which a worker has lost its mails. */
export const LEASE_SECONDS = 20;
/** Longer than this no mail is tried, in hours. */
const GIVE_UP_HOURS = 72;
const LONGEST_WAIT_SECONDS = 6 * 3_600;
const SHORTEST_WAIT_SECONDS = 60;

/** Takes mails that are due, those to single people first. What is past its time fails, what is suppressed is said to be; neither is among them. */
export async function takeMails(
  db: Db,
  worker: string,
  most: number,
  lease = LEASE_SECONDS,
): Promise<HeldMail[]> {
  await db.execute(sql`
    update mail set state = 'failed', ended = now(), answer = 'It was not sent in time.'
    where state = 'queued' and expires < now()`);
  await db.execute(sql`
    update mail set state = 'suppressed', ended = now(), answer = 'The address is on the list of those that get no mail.', text = null, html = null
    where state = 'queued' and due <= now() and ${suppressed}`);
  const { rows } = await db.execute<
    Omit<HeldMail, "created"> & { created: string | Date } & Record<string, unknown>
  >(sql`
    update mail set state = 'sending', attempt = attempt + 1, worker = ${worker}, leased_until = ${until(lease)}, finishing = null
    from (
      select id as due_id from mail where state = 'queued' and due <= now() order by bulk, due, created, id limit ${most} for update skip locked
    ) as due_mail
    where id = due_id
    returning id, attempt, kind, bulk, recipient, subject, coalesce(text, '') as text, html, headers, created`);
  return rows
    .map((row) => ({ ...row, created: new Date(row.created) }))
    .sort((a, b) => Number(a.bulk) - Number(b.bulk) || a.created.getTime() - b.created.getTime());
}

/** Whether the list of suppressed addresses forbids a mail: a bounce everything; a complaint all but what the person asked for to sign in; a pause what goes to many. */
const suppressed = sql`exists (
  select from suppression where address = lower(mail.recipient) and (until is null or until > now())
    and (reason = 'bounce' or (reason = 'complaint' and mail.kind <> 'sign-in') or mail.bulk)
)`;

/** Says that the worker lives. */
export async function renewLeases(db: Db, held: readonly HeldMail[], lease = LEASE_SECONDS): Promise<void> {
  if (held.length === 0) return;
  await db.execute(sql`
    update mail set leased_until = ${until(lease)}
    from (values ${sql.join(
      held.map(({ id, attempt }) => sql`(${id}::text, ${attempt}::int)`),
      sql`, `,
    )}) as kept (kept_id, kept_attempt)
    where id = kept_id and attempt = kept_attempt and state = 'sending'`);
}

/**
 * Set just before the last line goes out.
 *
 * @throws Error when the mail is somebody else's by now, or must not be sent any more: then the last line must not go out
 */
export async function markFinishing(db: Executor, held: HeldMail, lease = LEASE_SECONDS): Promise<void> {
  const { rows } = await db.execute(sql`
    update mail set finishing = clock_timestamp(), leased_until = ${until(lease)} where ${mine(held)} and not ${suppressed} returning id`);
  if (rows.length === 0) throw new Error("The mail is no longer this worker's to send.");
}

/** The server has accepted it. Its texts are dropped: they hold links that open things. */
export async function keepSent(db: Executor, held: HeldMail, answer: string): Promise<void> {
  await db.execute(sql`
    update mail set state = 'sent', ended = now(), leased_until = null, answer = ${short(answer)}, text = null, html = null, headers = '{}'
    where ${mine(held)}`);
}

/**
 * Not now. The next try comes after half as long again as the mail has waited, so waits grow by half each time.
 *
 * @returns `failed` when it was tried long enough
 */
export async function postpone(
  db: Executor,
  held: HeldMail,
  answer: string,
): Promise<"queued" | "failed" | undefined> {
  const age = sql`extract(epoch from now() - created)`;
  const { rows } = await db.execute<{ state: "queued" | "failed" }>(sql`
    update mail set
      state = case when ${age} > ${GIVE_UP_HOURS * 3_600} then 'failed' else 'queued' end,
      ended = case when ${age} > ${GIVE_UP_HOURS * 3_600} then now() end,
      due = now() + make_interval(secs => least(greatest(${age} / 2, ${SHORTEST_WAIT_SECONDS}), ${LONGEST_WAIT_SECONDS})::float8),
      finishing = null, leased_until = null, worker = null, answer = ${short(answer)}
    where ${mine(held)} returning state`);
  return rows[0]?.state;
}

/** Gives mails back as they were, to be taken after so many seconds each. One in the moment of doubt stays: it is recovered when its lease is over. */
export async function giveBack(
  db: Executor,
  held: readonly { mail: HeldMail; after: number }[],
): Promise<void> {
  if (held.length === 0) return;
  await db.execute(sql`
    update mail set state = 'queued', due = greatest(due, now() + make_interval(secs => back_after)), leased_until = null, worker = null
    from (values ${sql.join(
      held.map(({ mail, after }) => sql`(${mail.id}::text, ${mail.attempt}::int, ${after}::float8)`),
      sql`, `,
    )}) as back (back_id, back_attempt, back_after)
    where id = back_id and attempt = back_attempt and state = 'sending' and finishing is null`);
}

/** Never. The text stays for an editor who tries again. */
export async function keepFailed(db: Executor, held: HeldMail, answer: string): Promise<void> {
  await db.execute(sql`
    update mail set state = 'failed', ended = now(), leased_until = null, finishing = null, answer = ${short(answer)} where ${mine(held)}`);
}

/** The moment of doubt ended without an answer: once more, and after that for an editor to look at. */
export async function keepDoubt(db: Executor, held: HeldMail, answer: string): Promise<void> {
  await db.execute(sql`update mail set ${doubtful}, answer = ${short(answer)} where ${mine(held)}`);
}

/** Puts back what workers held that were not heard of in time; with `all` whatever is held, when it is known that no other worker exists. */
export async function recoverMails(db: Db, all = false): Promise<number> {
  const { rows } = await db.execute(sql`
    update mail set ${doubtful}, answer = 'Its worker was lost.'
    from (
      select id as lost_id from mail where state = 'sending' ${all ? sql`` : sql`and leased_until < now()`} for update skip locked
    ) as lost
    where id = lost_id returning id`);
  return rows.length;
}

const doubtful = sql`
  state = case when finishing is not null and doubts > 0 then 'unsure' else 'queued' end,
  ended = case when finishing is not null and doubts > 0 then now() end,
  doubts = doubts + case when finishing is null then 0 else 1 end,
  finishing = null, leased_until = null, worker = null`;

function mine({ id, attempt }: HeldMail): SQL {
  return sql`id = ${id} and state = 'sending' and attempt = ${attempt}`;
}

function until(seconds: number): SQL {
  return sql`clock_timestamp() + make_interval(secs => ${seconds}::float8)`;
}

function short(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f]+/g, " ").slice(0, 500);
}
