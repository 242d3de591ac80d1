/** @file Mails as a test reads them, from the server on loopback that took them in. */
import type { ReceivedMail, TestMailServer } from "@working-papers/daily/testing/mail-server";
import { vi } from "vitest";

/** The text that a person reads: the first part, decoded. */
export function textOf({ raw }: Pick<ReceivedMail, "raw">): string {
  const [head, ...rest] = raw.split("\r\n\r\n");
  const boundary = /boundary="?([^";\s]+)"?/i.exec(head.replace(/\r\n[ \t]/g, " "))?.[1];
  const part =
    boundary === undefined
      ? { head, body: rest.join("\r\n\r\n") }
      : partOf(raw.split(`--${boundary}`)[1].replace(/^\r\n/, ""));
  const encoding = /^content-transfer-encoding:\s*(\S+)/im.exec(part.head)?.[1].toLowerCase();
  if (encoding === "base64") return Buffer.from(part.body, "base64").toString("utf8");
  return encoding === "quoted-printable" ? fromQuotedPrintable(part.body) : part.body;
}

function partOf(text: string): { head: string; body: string } {
  const end = text.indexOf("\r\n\r\n");
  return { head: text.slice(0, end), body: text.slice(end + 4) };
}

function fromQuotedPrintable(body: string): string {
  const bytes = body
    .replace(/=\r\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}

/** The first address in a mail that begins with one of this site's. */
export function linkIn(mail: ReceivedMail, beginning: string): string {
  const link = textOf(mail)
    .split(/\s+/)
    .find((word) => word.startsWith(beginning));
  if (link === undefined) throw new Error(`No link begins with ${beginning} in: ${textOf(mail)}`);
  return link;
}

/** Waits for a mail to somebody whose subject says something; one that came before `after` mails had come does not count. */
export function mailTo(
  { received }: TestMailServer,
  to: string,
  subject: RegExp,
  after = 0,
): Promise<ReceivedMail> {
  return vi.waitFor(
    () => {
      const found = received
        .slice(after)
        .find((mail) => mail.to === to && subject.test(mail.headers.subject ?? ""));
      if (found) return found;
      const came = received.map((mail) => `${mail.to}: ${mail.headers.subject}`).join("; ");
      throw new Error(`No mail to ${to} about ${subject.source} came, but: ${came}`);
    },
    { timeout: 60_000, interval: 100 },
  );
}
