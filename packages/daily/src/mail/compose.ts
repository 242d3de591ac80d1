/**
 * @file A row of the outbox as the bytes of a message (RFC 5322), signed (RFC 6376).
 *
 * The same row always has the same Message-ID, date and return path, whoever sends it and however often: a mailbox that has seen it knows it again.
 */
import { buffer } from "node:stream/consumers";
import DKIM from "nodemailer/lib/dkim";
import MailComposer from "nodemailer/lib/mail-composer";
import type { MailHost } from "./host.ts";
import { domainOf } from "./address.ts";
import type { HeldMail } from "./holding.ts";

export interface Message {
  envelope: { from: string; to: string };
  bytes: Buffer;
}

/** What a signature covers, where it is there. Without List-Unsubscribe and its Post nobody may offer the one click (RFC 8058, section 4). */
const SIGNED = [
  "From",
  "Reply-To",
  "Subject",
  "Date",
  "Message-ID",
  "To",
  "MIME-Version",
  "Content-Type",
  "Content-Transfer-Encoding",
  "List-Id",
  "List-Help",
  "List-Unsubscribe",
  "List-Unsubscribe-Post",
  "Auto-Submitted",
  "Precedence",
  "Feedback-ID",
].join(":");

/** Writes a message. */
export async function composeMessage(
  mail: Pick<
    HeldMail,
    "id" | "kind" | "bulk" | "recipient" | "subject" | "text" | "html" | "headers" | "created"
  >,
  host: MailHost,
): Promise<Message> {
  const { from, dkim } = host;
  const composed = new MailComposer({
    from: { name: from.name, address: from.address },
    to: mail.recipient,
    subject: mail.subject,
    date: mail.created,
    messageId: messageId(mail.id, host),
    text: mail.text,
    ...(mail.html === null ? {} : { html: mail.html }),
    headers: { ...mail.headers, ...standing(mail, host) },
    newline: "\r\n",
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const plain = await composed.compile().build();
  const bytes = dkim
    ? await buffer(
        new DKIM({
          domainName: dkim.domain,
          keySelector: dkim.selector,
          privateKey: dkim.key,
          headerFieldNames: SIGNED,
        }).sign(plain),
      )
    : plain;
  return { envelope: { from: returnPath(mail.id, host), to: mail.recipient }, bytes };
}

/** Headers that go with every mail, or every mail of a kind. */
function standing({ kind, bulk }: { kind: string; bulk: boolean }, host: MailHost): Record<string, string> {
  const domain = domainOf(host.from.address);
  return {
    "Auto-Submitted": "auto-generated",
    "X-Auto-Response-Suppress": "All",
    ...(bulk
      ? {
          Precedence: "bulk",
          "List-Id": `<${kind}.${domain}>`,
          "Feedback-ID": `${kind}:${domain}:${kind}:workingpapers`,
        }
      : {}),
  };
}

function messageId(id: string, host: MailHost): string {
  return `<${id}@${host.domain ?? domainOf(host.from.address)}>`;
}

/** Where a server's report of this mail comes back to (VERP): the id is random, so only who has seen the mail can name it. */
export function returnPath(id: string, host: MailHost): string {
  return host.domain === undefined ? host.from.address : `bounce+${id}@${host.domain}`;
}
