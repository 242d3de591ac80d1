/**
 * @file What mail servers send back is understood: reports in the forms of common servers, written after RFC 3464, RFC 5965 and what their makers document, and
 * messages made to break a reader.
 */
import { describe, expect, test } from "vitest";
import { readReturned } from "./returned.ts";

const ID = "0123456789abcdefghjkmnpqrs";
const crlf = (text: string): Uint8Array => Buffer.from(text.replaceAll("\n", "\r\n"), "utf8");
const read = (text: string) => readReturned(crlf(text));

/** A report as RFC 3464 has it, with the fields of one server. */
const report = (
  fields: string,
  more: { human?: string; head?: string; type?: string; boundary?: string; original?: string } = {},
): string => {
  const {
    human = "Your message could not be delivered.",
    head = "",
    type = "message/delivery-status",
    boundary = "=_b",
    original = `Return-Path: <bounce+${ID}@return.example.org>\nSubject: Papers\nMessage-ID: <${ID}@return.example.org>`,
  } = more;
  return `From: MAILER-DAEMON@mx.example.net
To: bounce+${ID}@return.example.org
Subject: Undelivered
MIME-Version: 1.0
${head}Content-Type: multipart/report; report-type=delivery-status;
\tboundary="${boundary}"

This is a MIME-encapsulated message.

--${boundary}
Content-Type: text/plain; charset=us-ascii

${human}

--${boundary}
Content-Type: ${type}

${fields}

--${boundary}
Content-Type: text/rfc822-headers

${original}

--${boundary}--
`;
};

describe("reports of delivery", () => {
  test.each([
    [
      "Postfix, an unknown user",
      `Reporting-MTA: dns; mail.example.org
X-Postfix-Queue-ID: 4F00D1234
X-Postfix-Sender: rfc822; bounce+${ID}@return.example.org
Arrival-Date: Thu, 26 Nov 2026 07:00:01 +0000 (UTC)

Final-Recipient: rfc822; gone@example.net
Original-Recipient: rfc822;gone@example.net
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.example.net
Diagnostic-Code: smtp; 550 5.1.1 <gone@example.net>: Recipient address rejected:
    User unknown in virtual mailbox table`,
      {
        kind: "hard",
        status: "5.1.1",
        detail:
          "550 5.1.1 <gone@example.net>: Recipient address rejected: User unknown in virtual mailbox table",
      },
    ],
    [
      "Postfix, a domain that does not exist",
      `Reporting-MTA: dns; mail.example.org

Final-Recipient: rfc822; ann@nowhere.example
Action: failed
Status: 5.4.4
Diagnostic-Code: X-Postfix; Host or domain name not found. Name service error for
    name=nowhere.example type=A: Host not found`,
      { kind: "soft", status: "5.4.4" },
    ],
    [
      "Postfix, a delay",
      `Reporting-MTA: dns; mail.example.org

Final-Recipient: rfc822; ann@slow.example
Action: delayed
Status: 4.4.1
Diagnostic-Code: X-Postfix; connect to mx.slow.example[192.0.2.9]:25: Connection timed out
Will-Retry-Until: Tue, 1 Dec 2026 07:00:01 +0000 (UTC)`,
      { kind: "delayed", status: "4.4.1" },
    ],
    [
      "Exim, an unrouteable address",
      `Reporting-MTA: dns; exim.example.org

Action: failed
Final-Recipient: rfc822;gone@example.net
Status: 5.0.0
Remote-MTA: dns; mx.example.net
Diagnostic-Code: smtp; 550 5.1.1 The email account that you tried to reach does not exist`,
      { kind: "hard", status: "5.1.1" },
    ],
    [
      "Exim, a mailbox over quota",
      `Reporting-MTA: dns; exim.example.org

Action: failed
Final-Recipient: rfc822;full@example.net
Status: 5.0.0
Diagnostic-Code: smtp; 552 5.2.2 Quota exceeded (mailbox for user is full)`,
      { kind: "soft", status: "5.2.2" },
    ],
    [
      "Sendmail",
      `Reporting-MTA: dns; sm.example.org
Received-From-MTA: DNS; papers.example.org
Arrival-Date: Thu, 26 Nov 2026 08:00:00 +0100

Final-Recipient: RFC822; gone@example.net
Action: failed
Status: 5.1.1
Remote-MTA: DNS; mx.example.net
Diagnostic-Code: SMTP; 550 5.1.1 <gone@example.net>... User unknown
Last-Attempt-Date: Thu, 26 Nov 2026 08:00:01 +0100`,
      { kind: "hard", status: "5.1.1" },
    ],
    [
      "Exchange Online, an unknown recipient",
      `Reporting-MTA: dns;EXAMPLE01.prod.outlook.example
Received-From-MTA: dns;papers.example.org
Arrival-Date: Thu, 26 Nov 2026 07:00:01 +0000

Final-Recipient: rfc822;gone@example.net
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup`,
      { kind: "hard", status: "5.1.10" },
    ],
    [
      "Exchange, blocked by policy",
      `Reporting-MTA: dns;EXAMPLE01.prod.outlook.example

Final-Recipient: rfc822;ann@example.net
Action: failed
Status: 5.7.606
Diagnostic-Code: smtp;550 5.7.606 Access denied, banned sending IP`,
      { kind: "soft", status: "5.7.606" },
    ],
    [
      "Gmail, an account that does not exist",
      `Reporting-MTA: dns; googlemail.example
Received-From-MTA: dns; bounce+${ID}@return.example.org
Arrival-Date: Wed, 25 Nov 2026 23:00:01 -0800 (PST)
X-Original-Message-ID: <${ID}@return.example.org>

Final-Recipient: rfc822; gone@gmail.example
Action: failed
Status: 5.1.1
Remote-MTA: dns; gmail-smtp-in.l.google.example. (192.0.2.26, the server for the domain gmail.example.)
Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist. Please try
 550-5.1.1 double-checking the recipient's email address for typos or
 550 5.1.1 unnecessary spaces.
Last-Attempt-Date: Wed, 25 Nov 2026 23:00:02 -0800 (PST)`,
      { kind: "hard", status: "5.1.1" },
    ],
    [
      "Gmail, an unsigned mail",
      `Reporting-MTA: dns; googlemail.example

Final-Recipient: rfc822; ann@gmail.example
Action: failed
Status: 5.7.26
Diagnostic-Code: smtp; 550-5.7.26 This mail has been blocked because the sender is unauthenticated.`,
      { kind: "soft", status: "5.7.26" },
    ],
    [
      "Amazon SES, a mailbox that is disabled",
      `Reporting-MTA: dns; a8-50.smtp-out.amazonses.example

Action: failed
Final-Recipient: rfc822; old@example.net
Diagnostic-Code: smtp; 550 5.2.1 The email account that you tried to reach is disabled.
Status: 5.2.1`,
      { kind: "hard", status: "5.2.1" },
    ],
    [
      "Haraka and others that send no status but an answer",
      `Reporting-MTA: dns; haraka.example.org

Final-Recipient: rfc822;gone@example.net
Action: failed
Diagnostic-Code: smtp; 550 No such user`,
      { kind: "hard" },
    ],
    [
      "a server that gave up for now",
      `Reporting-MTA: dns; mail.example.org

Final-Recipient: rfc822; ann@slow.example
Action: failed
Status: 4.4.7
Diagnostic-Code: smtp; 421 4.4.7 Message expired`,
      { kind: "soft", status: "4.4.7" },
    ],
    [
      "a delivery that was asked for and succeeded",
      `Reporting-MTA: dns; mail.example.org

Final-Recipient: rfc822; ann@example.net
Action: delivered
Status: 2.0.0`,
      { kind: "reply", status: "2.0.0" },
    ],
    [
      "fields in other cases, with comments and odd spaces",
      `reporting-mta:dns;mail.example.org

FINAL-RECIPIENT:rfc822;gone@example.net
ACTION: Failed (user unknown)
STATUS: 5.1.1 (bad destination mailbox address)`,
      { kind: "hard", status: "5.1.1" },
    ],
  ])("of %s", (_, fields, expected) => {
    expect(read(report(fields))).toMatchObject({ ...expected, mailId: ID });
  });

  test("in other wrappings: no quotes, base64, a global status, bare line feeds, a missing end", () => {
    const fields =
      "Reporting-MTA: dns; m.example\n\nFinal-Recipient: rfc822; gone@example.net\nAction: failed\nStatus: 5.1.1";
    const hard = { kind: "hard", status: "5.1.1" };
    expect(read(report(fields, { boundary: "b1" }).replace('boundary="b1"', "boundary=b1"))).toMatchObject(
      hard,
    );
    const base64 = Buffer.from(fields.replaceAll("\n", "\r\n")).toString("base64");
    expect(
      read(report(base64, { type: "message/delivery-status\nContent-Transfer-Encoding: base64" })),
    ).toMatchObject(hard);
    expect(read(report(fields, { type: "message/global-delivery-status" }))).toMatchObject(hard);
    expect(readReturned(Buffer.from(report(fields)))).toMatchObject(hard);
    expect(read(report(fields).split("--=_b--")[0])).toMatchObject(hard);
    expect(read(report(fields).split("Content-Type: text/rfc822-headers")[0])).toMatchObject(hard);
    expect(
      read(
        report(fields.replaceAll("5.1.1", "=35.1.1"), {
          type: "message/delivery-status\nContent-Transfer-Encoding: quoted-printable",
        }),
      ),
    ).toMatchObject(hard);
  });

  test("of several recipients is as bad as the worst", () => {
    const fields = `Reporting-MTA: dns; m.example

Final-Recipient: rfc822; a@example.net
Action: delivered
Status: 2.1.5

Final-Recipient: rfc822; b@example.net
Action: failed
Status: 5.1.1`;
    expect(read(report(fields))).toMatchObject({ kind: "hard" });
  });

  test("of qmail, which has a form of its own", () => {
    expect(
      read(`From: MAILER-DAEMON@qmail.example.net
To: bounce+${ID}@return.example.org
Subject: failure notice

Hi. This is the qmail-send program at qmail.example.net.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<gone@example.net>:
192.0.2.25 does not like recipient.
Remote host said: 550 5.1.1 no such user (#5.1.1)
Giving up on 192.0.2.25.

--- Below this line is a copy of the message.
`),
    ).toMatchObject({ kind: "hard", status: "5.1.1" });
  });
});

const complaint = (
  fields: string,
  original = `Return-Path: <bounce+${ID}@return.example.org>\nSubject: Papers`,
): string => `From: fbl@provider.example
To: complaint@return.example.org
Subject: FW: Papers
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="part1"

--part1
Content-Type: text/plain

This is an email abuse report.

--part1
Content-Type: message/feedback-report

${fields}

--part1
Content-Type: message/rfc822

${original}

Body
--part1--
`;

describe("complaints", () => {
  test("in the form of RFC 5965 name the mail by its return path", () => {
    const fields = `Feedback-Type: abuse
User-Agent: SomeGenerator/1.0
Version: 1
Original-Mail-From: <bounce+${ID}@return.example.org>
Original-Rcpt-To: <ann@example.net>
Arrival-Date: Thu, 26 Nov 2026 07:00:00 GMT
Source-IP: 192.0.2.1`;
    expect(read(complaint(fields, "Subject: redacted"))).toEqual({
      kind: "complaint",
      detail: "Complaint («abuse») by SomeGenerator/1.0.",
      mailId: ID,
    });
    expect(read(complaint("Feedback-Type: abuse\nUser-Agent: X/1\nVersion: 0.1"))).toMatchObject({
      kind: "complaint",
      mailId: ID,
    });
    expect(read(complaint("Feedback-Type: fraud\nUser-Agent: X/1\nVersion: 1"))).toMatchObject({
      kind: "complaint",
    });
  });

  test("that take themselves back, or are about signatures, are none", () => {
    expect(read(complaint("Feedback-Type: not-spam\nUser-Agent: X/1\nVersion: 1"))).toMatchObject({
      kind: "reply",
    });
    expect(read(complaint("Feedback-Type: auth-failure\nUser-Agent: X/1\nVersion: 1"))).toMatchObject({
      kind: "unknown",
    });
    expect(
      read(complaint("Feedback-Type: abuse", "Return-Path: <bounce+short@return.example.org>")).mailId,
    ).toBeUndefined();
  });
});

describe("what is no report", () => {
  test("an automatic reply is one", () => {
    expect(
      read("Subject: Out of office\nAuto-Submitted: auto-replied (vacation)\n\nBack on Monday."),
    ).toEqual({ kind: "reply", detail: "Out of office" });
  });

  test.each([
    ["a letter", "Subject: Hello\n\nIs this read by somebody?"],
    ["nothing", ""],
    ["no header", "\n\nbody"],
    ["a header without end", "Subject: x"],
    ["a report without a status", report("", { type: "text/plain" })],
    ["a report about nobody", report("Reporting-MTA: dns; m.example")],
    [
      "a status that is none",
      report("Reporting-MTA: dns; m\n\nFinal-Recipient: rfc822; a@b.example\nStatus: lots"),
    ],
    ["a multipart without boundary", "Content-Type: multipart/report; report-type=delivery-status\n\n--\nx"],
    [
      "a report that is only claimed in a text",
      "Subject: x\n\nContent-Type: message/delivery-status\n\nAction: failed\nStatus: 5.1.1",
    ],
  ])("%s is kept for an editor", (_, text) => {
    expect(read(text).kind).toBe("unknown");
  });
});

describe("messages made to break a reader", () => {
  const hard =
    "Reporting-MTA: dns; m.example\n\nFinal-Recipient: rfc822; gone@example.net\nAction: failed\nStatus: 5.1.1";
  /** Each is read to its end in a bounded number of steps; what it says does not matter. */
  test.each([
    [
      "nested a thousand deep",
      Array.from(
        { length: 1_000 },
        (_, i) => `Content-Type: multipart/mixed; boundary="b${i}"\n\n--b${i}`,
      ).join("\n"),
    ],
    [
      "with a hundred thousand parts",
      `Content-Type: multipart/mixed; boundary=b\n\n${"--b\n\nx\n".repeat(100_000)}--b--`,
    ],
    [
      "with a boundary of nothing but dashes",
      `Content-Type: multipart/mixed; boundary="--"\n\n${"------\n".repeat(50_000)}`,
    ],
    [
      "with boundaries inside of lines",
      `Content-Type: multipart/mixed; boundary=b\n\n${"x--b".repeat(200_000)}`,
    ],
    ["with a header of a megabyte", `Subject: ${"a".repeat(1_000_000)}\n\nx`],
    [
      "with a hundred thousand headers",
      `${Array.from({ length: 100_000 }, (_, i) => `X-${i}: y`).join("\n")}\n\nx`,
    ],
    ["with folds of spaces", `Subject: a\n${" \t".repeat(300_000)}\n b\n\nx`],
    [
      "with spaces at ends of lines in quoted-printable",
      `Content-Transfer-Encoding: quoted-printable\n\n${" ".repeat(400_000)}x`,
    ],
    ["with parameters that never close", `Content-Type: multipart/mixed; ${'a="'.repeat(100_000)}\n\nx`],
    [
      "with a diagnostic of half a megabyte",
      report(`${hard}\nDiagnostic-Code: smtp; ${"550 ".repeat(125_000)}`),
    ],
    ["with a charset that does not exist", `Content-Type: text/plain; charset="x-\u0000evil"\n\nx`],
    [
      "of random bytes",
      Buffer.from(Array.from({ length: 100_000 }, (_, i) => (i * 7919 + (i >> 3)) % 256)).toString("latin1"),
    ],
  ])("%s", (_, text) => {
    expect(readReturned(Buffer.from(text, "latin1")).detail.length).toBeLessThanOrEqual(500);
  });

  test("do not hide a report that comes first", () => {
    expect(read(report(hard, { original: `X: ${"y".repeat(2_000_000)}` }))).toMatchObject({ kind: "hard" });
  });

  test("put no control characters into what an editor reads", () => {
    const { detail } = read(report(`${hard}\nDiagnostic-Code: smtp; 550 5.1.1 \u001b[2Jnasty\u0007\u0000`));
    // oxlint-disable-next-line no-control-regex
    expect(detail).not.toMatch(/[\u0000-\u001f]/);
  });
});
