/**
 * @file The outbox: mails are put here in the transaction that wants them, and a job sends them.
 *
 * So a mail goes out exactly when what it tells of was committed. A mail is to one recipient, always: what becomes of it is that address's alone.
 */
import { sql } from "drizzle-orm";
import type { Executor } from "../database/open.ts";
import { mail } from "../database/schema.ts";
import { readAddress } from "./address.ts";
import { randomName } from "./random.ts";

export interface OutgoingMail {
  /** One address. */
  to: string;
  /** `sign-in`, `address`, `confirm`, `notice`, `digest`: what it is, for lists and rules. Of these only digests are sent in bulk. */
  kind: string;
  /** One line of plain text. */
  subject: string;
  text: string;
  html?: string;
  /** Further header fields, one line each. Who it is from, ids, and what its kind needs are added when it is sent. */
  headers?: Readonly<Record<string, string>>;
  /** A second mail with the same key is not put in. */
  idempotencyKey?: string;
  /** When it is of no more use. */
  expires?: Date;
}

/** Kinds of which many get one at a time. */
const BULK: ReadonlySet<string> = new Set(["digest"]);
/** What the sender itself writes; a caller cannot. */
const RESERVED =
  /^(?:from|to|cc|bcc|sender|reply-to|return-path|subject|date|message-id|mime-version|content-.*|received|dkim-signature|resent-.*)$/i;

/**
 * Puts a mail in the outbox.
 *
 * @returns its id; of the one that was there when the key is known
 * @throws Refused when the address is none
 * @throws TypeError when a header's name or value, or the subject, could become another header
 */
export async function queueMail(db: Executor, outgoing: OutgoingMail): Promise<string> {
  const [id] = await queueMails(db, [outgoing]);
  return id;
}

/** The same for several. */
export async function queueMails(db: Executor, outgoing: readonly OutgoingMail[]): Promise<string[]> {
  if (outgoing.length === 0) return [];
  const rows = outgoing.map((one) => ({ id: randomName(), ...rowOf(one) }));
  const put = await db
    .insert(mail)
    .values(rows)
    .onConflictDoNothing({ target: mail.idempotencyKey })
    .returning({ id: mail.id });
  if (put.length === rows.length) return rows.map(({ id }) => id);
  const fresh = new Set(put.map(({ id }) => id));
  const keys = rows.filter(({ id }) => !fresh.has(id)).map(({ idempotencyKey }) => idempotencyKey!);
  const known = await db
    .select({ id: mail.id, key: mail.idempotencyKey })
    .from(mail)
    .where(
      sql`${mail.idempotencyKey} in (${sql.join(
        keys.map((key) => sql`${key}`),
        sql`, `,
      )})`,
    );
  const byKey = new Map(known.map(({ id, key }) => [key, id]));
  return rows.map(({ id, idempotencyKey }) => (fresh.has(id) ? id : byKey.get(idempotencyKey!)!));
}

function rowOf(outgoing: OutgoingMail): Omit<typeof mail.$inferInsert, "id"> {
  const { to, kind, subject, text, html, headers = {}, idempotencyKey, expires } = outgoing;
  checkLine("The subject", subject);
  for (const [name, value] of Object.entries(headers)) {
    if (!/^[A-Za-z][A-Za-z0-9-]{0,60}$/.test(name) || RESERVED.test(name))
      throw new TypeError(`A mail cannot be given a header «${printable(name)}».`);
    checkLine(`The header ${name}`, value);
  }
  return {
    kind,
    bulk: BULK.has(kind),
    recipient: readAddress(to),
    subject,
    text: text.replaceAll("\0", ""),
    html: html?.replaceAll("\0", "") ?? null,
    headers: { ...headers },
    idempotencyKey: idempotencyKey ?? null,
    expires: expires ?? null,
  };
}

/** Whoever gets a line break into a header writes headers of his own. */
function checkLine(what: string, value: string): void {
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f\u0085\u2028\u2029]/.test(value))
    throw new TypeError(`${what} must be one line without control characters, not «${printable(value)}».`);
}

function printable(text: string): string {
  return JSON.stringify(text).slice(1, -1).slice(0, 80);
}
