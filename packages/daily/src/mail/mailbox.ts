/** @file What is in the outbox, as the page for development shows it: mails as they would be sent, when nothing sends them. */
import { desc, eq } from "drizzle-orm";
import type { Db } from "../database/open.ts";
import { mail, type MailState } from "../database/schema.ts";
import { composeMessage } from "./compose.ts";
import type { MailHost } from "./host.ts";

export interface BoxedMail {
  id: string;
  kind: string;
  recipient: string;
  subject: string;
  created: Date;
  state: MailState;
}

/** The newest mails. */
export async function readMailbox(db: Db, most = 100): Promise<BoxedMail[]> {
  const { id, kind, recipient, subject, created, state } = mail;
  return db
    .select({ id, kind, recipient, subject, created, state })
    .from(mail)
    .orderBy(desc(mail.created), desc(mail.id))
    .limit(most);
}

export interface OpenedMail extends BoxedMail {
  text: string;
  html: string | null;
  /** The header section of the message. */
  headers: string;
}

/** One mail with its texts; after sending they are gone. */
export async function openMail(db: Db, host: MailHost, id: string): Promise<OpenedMail | undefined> {
  const [row] = await db.select().from(mail).where(eq(mail.id, id));
  if (!row) return undefined;
  const { bytes } = await composeMessage({ ...row, text: row.text ?? "" }, host);
  const { kind, recipient, subject, created, state, html } = row;
  return {
    id,
    kind,
    recipient,
    subject,
    created,
    state,
    text: row.text ?? "",
    html,
    headers: bytes.toString("latin1").split("\r\n\r\n")[0],
  };
}
