/**
 * @file The job that writes digests: takes subscriptions that are due, and puts a mail for each in the outbox in the transaction that moves it on.
 *
 * Killed anywhere, a subscription is either due as before or has its mail and its next time. The key (subscription, local date) makes sure of it besides:
 * whatever happens to clocks and settings, nobody gets two digests of a day.
 */
import { eq, sql } from "drizzle-orm";
import type { Db, Executor } from "../database/open.ts";
import { digest, subscription } from "../database/schema.ts";
import type { MailHost } from "../mail/host.ts";
import { queueMails, type OutgoingMail } from "../mail/outbox.ts";
import { newestNumbers, takeInArrivals, takeInVerdicts, type Judged } from "./arrivals.ts";
import { contentInWords, scheduleInWords, type Choices } from "./choices.ts";
import { readLastDay, readNews, type DigestContent, type News, type Told } from "./content.ts";
import { writeDigest, type DigestMail, type DigestSite, type OwnLinks } from "./digest.ts";
import { localDate, nextDue } from "./schedule.ts";
import { issueTokens } from "./tokens.ts";

export interface ComposeOptions {
  site: DigestSite;
  /** Takes what is sent to `unsubscribe+…`; without a domain that does, only the page does. */
  domain?: MailHost["domain"];
  /** Papers of the repository with their verdicts; none without one. */
  repository?: () => Promise<readonly (Judged & Told)[]>;
  /** The time; for tests. */
  now?: () => Date;
}

export interface Composed {
  /** Subscriptions that were due. */
  due: number;
  digests: number;
  /** Due, and with too little that is new. */
  quiet: number;
  searches: number;
}

/** Subscriptions in one transaction. */
const CHUNK = 200;
/** A digest that could not be sent within so many hours is none any more: the next one is due. */
const FRESH_HOURS = 36;

type Row = typeof subscription.$inferSelect;

/** Writes all digests that are due. */
export async function composeDigests(
  db: Db,
  options: ComposeOptions,
  signal?: AbortSignal,
): Promise<Composed> {
  const repository = (await options.repository?.()) ?? [];
  await takeInArrivals(db);
  await takeInVerdicts(db, repository);
  const composed: Composed = { due: 0, digests: 0, quiet: 0, searches: 0 };
  const now = options.now?.() ?? new Date();
  const { rows: since } = await db.execute<{ arrival: number | null; verdict: number | null }>(sql`
    select min(arrival_seen)::int as arrival, min(verdict_seen)::int as verdict from subscription
    where state = 'active' and next_due <= ${now.toISOString()}::timestamptz`);
  if (since[0].arrival === null) return composed;
  const news = await readNews(
    db,
    { arrivalSeen: since[0].arrival, verdictSeen: since[0].verdict! },
    await newestNumbers(db),
    repository,
  );
  const written = new Map<DigestContent, Map<string, (own: OwnLinks) => DigestMail>>();
  for (;;) {
    if (signal?.aborted) break;
    const done = await db.transaction((tx) => composeChunk(tx, now, news, written, options));
    composed.due += done.due;
    composed.digests += done.digests;
    composed.quiet += done.due - done.digests;
    if (done.due < CHUNK) break;
  }
  composed.searches = news.searches();
  return composed;
}

async function composeChunk(
  tx: Executor,
  now: Date,
  news: News,
  written: Map<DigestContent, Map<string, (own: OwnLinks) => DigestMail>>,
  { site, domain }: ComposeOptions,
): Promise<{ due: number; digests: number }> {
  const due = await tx
    .select()
    .from(subscription)
    .where(
      sql`${subscription.state} = 'active' and ${subscription.nextDue} <= ${now.toISOString()}::timestamptz`,
    )
    .orderBy(subscription.nextDue, subscription.id)
    .limit(CHUNK)
    .for("update", { skipLocked: true });
  const unwritable = await suppressedAmong(tx, due);
  const wanted: { row: Row; date: string; content: DigestContent }[] = [];
  const moved: { row: Row; next: Date; arrival: number; verdict: number }[] = [];
  for (const row of due) {
    const date = localDate(row.nextDue!, row.zone);
    const next = nextDue(row, now, date);
    const content = await news.contentFor(tx, choicesOf(row), row);
    const sends = content.items >= row.minimum && !unwritable.has(row.address.toLowerCase());
    if (sends) wanted.push({ row, date, content });
    // What was too little waits for the next time; what was nothing has been told.
    const told = sends || content.items === 0;
    const { arrival, verdict } = told ? news.upTo : { arrival: row.arrivalSeen, verdict: row.verdictSeen };
    moved.push({
      row,
      next,
      arrival: Math.max(arrival, row.arrivalSeen),
      verdict: Math.max(verdict, row.verdictSeen),
    });
  }
  const mails = await putInOutbox(tx, wanted, site, domain, written);
  await moveOn(tx, moved);
  return { due: due.length, digests: mails };
}

/** @returns how many were put in */
async function putInOutbox(
  tx: Executor,
  wanted: readonly { row: Row; date: string; content: DigestContent }[],
  site: DigestSite,
  domain: string | undefined,
  written: Map<DigestContent, Map<string, (own: OwnLinks) => DigestMail>>,
): Promise<number> {
  if (wanted.length === 0) return 0;
  const fresh = await tx
    .insert(digest)
    .values(
      wanted.map(({ row, date, content }) => ({
        subscription: row.id,
        localDate: date,
        mailId: "",
        papers: content.items,
      })),
    )
    .onConflictDoNothing()
    .returning({ id: digest.subscription });
  const ids = new Set(fresh.map(({ id }) => id));
  const sent = wanted.filter(({ row }) => ids.has(row.id));
  const tokens = await issueTokens(
    tx,
    sent.flatMap(({ row: { id } }) => [
      { purpose: "manage" as const, subject: id },
      { purpose: "unsubscribe" as const, subject: id },
    ]),
  );
  const outgoing = sent.map(({ row, date, content }, i): OutgoingMail => {
    const [manage, unsubscribe] = [tokens[2 * i], tokens[2 * i + 1]];
    const { write } = once(written, content, date, site);
    const links = {
      manage: `${site.origin}/subscriptions/${manage}`,
      unsubscribe: `${site.origin}/unsubscribe/${unsubscribe}`,
    };
    return {
      to: row.address,
      kind: "digest",
      ...write({
        address: row.address,
        since: row.confirmed,
        choice: choiceInWords(choicesOf(row)),
        ...links,
      }),
      headers: unsubscribeHeaders(links.unsubscribe, unsubscribe, domain),
      idempotencyKey: `digest:${row.id}:${date}`,
      expires: new Date(Date.now() + FRESH_HOURS * 3_600_000),
    };
  });
  const mails = await queueMails(tx, outgoing);
  if (mails.length > 0)
    await tx.execute(sql`
      update digest set mail_id = of_mail from (values ${sql.join(
        sent.map(({ row, date }, i) => sql`(${row.id}::text, ${date}::date, ${mails[i]}::text)`),
        sql`, `,
      )}) as made (of_subscription, of_date, of_mail)
      where subscription = of_subscription and local_date = of_date`);
  return mails.length;
}

function once(
  written: Map<DigestContent, Map<string, (own: OwnLinks) => DigestMail>>,
  content: DigestContent,
  date: string,
  site: DigestSite,
): { write: (own: OwnLinks) => DigestMail } {
  const byDate = written.get(content) ?? new Map<string, (own: OwnLinks) => DigestMail>();
  written.set(content, byDate);
  const write = byDate.get(date) ?? writeDigest(content, date, site);
  byDate.set(date, write);
  return { write };
}

/** RFC 2369 and RFC 8058: a program that sees both may offer one click, which is a POST without cookies. */
export function unsubscribeHeaders(
  page: string,
  token: string,
  domain: string | undefined,
): Record<string, string> {
  const mailto = domain === undefined ? "" : `, <mailto:unsubscribe+${token}@${domain}?subject=unsubscribe>`;
  return {
    "List-Unsubscribe": `<${page}>${mailto}`,
    // A program must not be told so of an address that is not https (RFC 8058, section 3.1).
    ...(page.startsWith("https:") ? { "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" } : {}),
  };
}

/** Who gets no digest at the moment, so that none is written for nothing. */
async function suppressedAmong(tx: Executor, rows: readonly Row[]): Promise<ReadonlySet<string>> {
  if (rows.length === 0) return new Set();
  const { rows: found } = await tx.execute<{ address: string }>(sql`
    select address from suppression where (until is null or until > now()) and address in (${sql.join(
      rows.map(({ address }) => sql`${address.toLowerCase()}`),
      sql`, `,
    )})`);
  return new Set(found.map(({ address }) => address));
}

async function moveOn(
  tx: Executor,
  moved: readonly { row: Row; next: Date; arrival: number; verdict: number }[],
): Promise<void> {
  if (moved.length === 0) return;
  await tx.execute(sql`
    update subscription set next_due = moved_to, arrival_seen = moved_arrival, verdict_seen = moved_verdict
    from (values ${sql.join(
      moved.map(
        ({ row, next, arrival, verdict }) =>
          sql`(${row.id}::text, ${next.toISOString()}::timestamptz, ${arrival}::bigint, ${verdict}::bigint)`,
      ),
      sql`, `,
    )}) as moved (moved_id, moved_to, moved_arrival, moved_verdict)
    where id = moved_id`);
}

export function choicesOf(row: Pick<Row, keyof Choices>): Choices {
  const { weekdays, hour, zone, categories, searches, verdicts, minimum } = row;
  return { weekdays, hour, zone, categories, searches, verdicts, minimum };
}

/** What was chosen, as it is said to the subscriber. */
export function choiceInWords(choices: Choices): string {
  return `${contentInWords(choices)}, ${scheduleInWords(choices)}`;
}

/**
 * How a digest with these choices would look: what has come in since the last day that has papers; on a site without news, the papers of the last day it has. Nothing when
 * none of it fits.
 */
export async function previewDigest(
  db: Db,
  choices: Choices,
  { site, repository, now = () => new Date() }: ComposeOptions,
): Promise<DigestMail | undefined> {
  const told = (await repository?.()) ?? [];
  if ((await newestNumbers(db)).arrival === 0) await takeInArrivals(db);
  const from = { arrivalSeen: await startOf(db), verdictSeen: 0 };
  const news = await readNews(db, from, await newestNumbers(db), told);
  const fresh = await news.contentFor(db, choices, from);
  const content =
    fresh.items > 0
      ? fresh
      : await (await readLastDay(db, told)).contentFor(db, choices, { arrivalSeen: 0, verdictSeen: 0 });
  if (content.items === 0) return undefined;
  return writeDigest(
    content,
    localDate(nextDue(choices, now()), choices.zone),
    site,
  )({
    address: "you@example.org",
    since: now(),
    choice: choiceInWords(choices),
    manage: `${site.origin}/subscribe`,
    unsubscribe: `${site.origin}/subscribe`,
  });
}

/** The number before the last day that has papers: a first digest has that day. */
export async function startOf(db: Pick<Db, "execute">): Promise<number> {
  const { rows } = await db.execute<{ start: number }>(sql`
    select coalesce(max(key), 0)::int as start from arrival where day < (select max(day) from arrival)`);
  return rows[0].start;
}

/** Of a subscription, by its id. */
export async function readSubscription(db: Executor, id: string): Promise<Row | undefined> {
  const [row] = await db.select().from(subscription).where(eq(subscription.id, id));
  return row;
}
