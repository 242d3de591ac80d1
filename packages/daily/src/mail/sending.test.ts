/** @file Mail goes out through a real SMTP server: once, signed, to one recipient each, and what the server says of it is kept. */
import { generateKeyPairSync } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { sql } from "drizzle-orm";
import type { Database } from "../database/open.ts";
import { emptied, overBothDatabases } from "../testing/databases.ts";
import { verifyDkim } from "../testing/dkim.ts";
import { startMailServer, type TestMailServer } from "../testing/mail-server.ts";
import { readSmtp, type MailHost } from "./host.ts";
import { keepFailed, markFinishing, recoverMails, takeMails } from "./holding.ts";
import { queueMail } from "./outbox.ts";
import { startPostman } from "./postman.ts";

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });

overBothDatabases("the outbox", (fresh) => {
  let database: Database;
  let server: TestMailServer;
  let host: MailHost & { smtp: NonNullable<MailHost["smtp"]> };
  beforeAll(async () => {
    database = await fresh();
    server = await startMailServer();
    host = {
      site: "Working Papers",
      from: { name: "Working Papers", address: "papers@example.org" },
      domain: "return.example.org",
      smtp: readSmtp(server.address),
      dkim: { selector: "wp", domain: "example.org", key: privateKey },
    };
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    await emptied(database);
    server.received.length = 0;
    server.refuse.rcpt = server.refuse.data = undefined;
  });

  const deliver = (options = {}) =>
    startPostman(database, { host, ...options }).deliver(new AbortController().signal);
  const rows = async () =>
    (
      await database.db.execute<Record<string, unknown>>(
        sql`select id, recipient, state, text, answer, doubts, due > now() as later, attempt from mail order by recipient`,
      )
    ).rows;

  test("goes out signed, from a return path that names the mail, and its texts are dropped", async () => {
    const id = await queueMail(database.db, {
      to: "Ann@EXAMPLE.com",
      kind: "digest",
      subject: "Ten papers: αβγ und so weiter",
      text: "Hallo Ann\n.\nEin Punkt allein.\n..zwei\n",
      html: "<p>Hallo Ann</p>",
      headers: {
        "List-Unsubscribe":
          "<https://papers.example.org/unsubscribe/t>, <mailto:unsubscribe+t@return.example.org>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
      },
    });
    expect(await deliver()).toEqual({ sent: 1, postponed: 0, failed: 0 });
    const [mail] = server.received;
    expect(mail).toMatchObject({ from: `bounce+${id}@return.example.org`, to: "Ann@example.com" });
    expect(mail.headers).toMatchObject({
      from: "Working Papers <papers@example.org>",
      to: "Ann@example.com",
      "message-id": `<${id}@return.example.org>`,
      "auto-submitted": "auto-generated",
      precedence: "bulk",
      "list-id": "<digest.example.org>",
      "list-unsubscribe-post": "List-Unsubscribe=One-Click",
    });
    expect(verifyDkim(mail.raw, publicKey)).toEqual(
      expect.arrayContaining(["from", "to", "subject", "date", "list-unsubscribe", "list-unsubscribe-post"]),
    );
    expect(mail.raw).toContain("\r\n.\r\nEin Punkt allein.\r\n..zwei");
    expect(() => verifyDkim(mail.raw.replace("/unsubscribe/t>", "/unsubscribe/u>"), publicKey)).toThrow(
      "does not fit",
    );
    expect(() => verifyDkim(mail.raw.replace("Hallo Ann", "Hallo Eve"), publicKey)).toThrow("body");
    expect(await rows()).toMatchObject([{ state: "sent", text: null, attempt: 1 }]);
    expect(await deliver()).toEqual({ sent: 0, postponed: 0, failed: 0 });
    expect(server.received).toHaveLength(1);
  });

  test("has a mail once that is put in twice under one key, and none of a transaction that is undone", async () => {
    const outgoing = {
      to: "ann@example.com",
      kind: "notice",
      subject: "One",
      text: "One",
      idempotencyKey: "k",
    };
    const id = await queueMail(database.db, outgoing);
    expect(await queueMail(database.db, { ...outgoing, subject: "Two" })).toBe(id);
    await database.db
      .transaction(async (tx) => {
        await queueMail(tx, { ...outgoing, idempotencyKey: "other" });
        throw new Error("Undone.");
      })
      .catch(() => undefined);
    await deliver();
    expect(server.received.map(({ headers }) => headers.subject)).toEqual(["One"]);
  });

  test.each([
    ["a subject", { subject: "Hello\r\nBcc: eve@example.com" }],
    ["a subject by a lone line feed", { subject: "Hello\nBcc: eve@example.com" }],
    ["a value of a header", { headers: { "List-Help": "<https://x>\r\nBcc: eve@example.com" } }],
    ["a value by a line separator", { headers: { "X-Note": "a\u2028b" } }],
    ["the name of a header", { headers: { "X-Note: a\r\nBcc": "eve@example.com" } }],
    ["a header that the sender writes", { headers: { bcc: "eve@example.com" } }],
    ["another sender", { headers: { From: "eve@example.com" } }],
    ["the recipient", { to: "ann@example.com\r\nRCPT TO:<eve@example.com>" }],
    ["two recipients", { to: "ann@example.com,eve@example.com" }],
    ["a recipient with a name", { to: "Ann <ann@example.com>" }],
  ])("takes nothing that would write headers or commands through %s", async (_, part) => {
    const outgoing = { to: "ann@example.com", kind: "notice", subject: "Hello", text: "Hello", ...part };
    await expect(queueMail(database.db, outgoing as never)).rejects.toThrow(
      /one line|cannot be given a header|An e-mail address/,
    );
    expect(await rows()).toEqual([]);
  });

  test("keeps a text with dots, header-like lines and mail commands a text", async () => {
    const text = "Bcc: eve@example.com\n\n.\r\n.\r\nMAIL FROM:<eve@example.com>\r.\rQUIT\nEnd";
    await queueMail(database.db, { to: "ann@example.com", kind: "notice", subject: "Hello", text });
    await deliver();
    expect(server.received).toHaveLength(1);
    expect(server.received[0]).toMatchObject({ to: "ann@example.com", from: /^bounce\+/ as never });
    expect(server.received[0].headers.bcc).toBeUndefined();
    expect(server.received[0].raw).toMatch(/QUIT/);
  });

  test("tries again after a refusal for now, fails after one for good, and stops writing to who does not exist", async () => {
    server.refuse.rcpt = (to) =>
      to.startsWith("later")
        ? "451 4.7.1 Greylisted"
        : to.startsWith("gone")
          ? "550 5.1.1 No such user"
          : undefined;
    server.refuse.data = (to) => (to.startsWith("spam") ? "554 5.7.1 Looks like spam" : undefined);
    for (const name of ["later", "gone", "spam", "well"])
      await queueMail(database.db, { to: `${name}@example.com`, kind: "digest", subject: name, text: name });
    expect(await deliver({ connections: 1 })).toEqual({ sent: 1, postponed: 1, failed: 2 });
    expect(await rows()).toMatchObject([
      { recipient: "gone@example.com", state: "failed", answer: "550 5.1.1 No such user" },
      { recipient: "later@example.com", state: "queued", later: true, answer: "451 4.7.1 Greylisted" },
      { recipient: "spam@example.com", state: "failed", answer: "554 5.7.1 Looks like spam" },
      { recipient: "well@example.com", state: "sent" },
    ]);
    const { rows: suppressed } = await database.db.execute(
      sql`select address, reason, until from suppression`,
    );
    expect(suppressed).toEqual([{ address: "gone@example.com", reason: "bounce", until: null }]);
    server.refuse.rcpt = undefined;
    await queueMail(database.db, { to: "Gone@example.com", kind: "sign-in", subject: "s", text: "t" });
    await queueMail(database.db, { to: "spam@example.com", kind: "notice", subject: "s", text: "t" });
    server.refuse.data = undefined;
    expect(await deliver()).toMatchObject({ sent: 1 });
    expect((await rows()).map(({ recipient, state }) => `${String(recipient)} ${String(state)}`)).toContain(
      "Gone@example.com suppressed",
    );
  });

  test("sends what many get after what one person waits for, and keeps a pace to each domain", async () => {
    for (let i = 0; i < 9; i++)
      await queueMail(database.db, { to: `r${i}@slow.example`, kind: "digest", subject: `d${i}`, text: "t" });
    await queueMail(database.db, { to: "ann@example.com", kind: "sign-in", subject: "link", text: "t" });
    // Six a minute: one, and ten seconds of the pace at once are one.
    expect(await deliver({ perMinute: 6, connections: 1 })).toMatchObject({ sent: 2 });
    expect(server.received.map(({ to }) => to)).toEqual(["ann@example.com", "r0@slow.example"]);
    expect((await rows()).filter(({ state, later }) => state === "queued" && later)).toHaveLength(8);
  });

  test("is shared by several workers, each mail sent by one; what a dead one held is taken up again, and it says nothing more", async () => {
    for (let i = 0; i < 60; i++)
      await queueMail(database.db, { to: `r${i}@example.com`, kind: "notice", subject: "s", text: "t" });
    const [held] = await takeMails(database.db, "dead worker", 1, -1);
    expect(await recoverMails(database.db)).toBe(1);
    const both = await Promise.all([deliver(), deliver()]);
    expect(both[0].sent + both[1].sent).toBe(60);
    expect(new Set(server.received.map(({ to }) => to)).size).toBe(60);
    expect(server.received).toHaveLength(60);
    await expect(markFinishing(database.db, held)).rejects.toThrow("no longer this worker's");
    await keepFailed(database.db, held, "Too late.");
    expect(new Set((await rows()).map(({ state }) => state))).toEqual(new Set(["sent"]));
  });

  test("lets nothing out to an address that was suppressed after the mail was taken", async () => {
    await queueMail(database.db, { to: "ann@example.com", kind: "digest", subject: "s", text: "t" });
    const [held] = await takeMails(database.db, "worker", 1);
    await database.db.execute(
      sql`insert into suppression (address, reason, detail) values ('ann@example.com', 'complaint', 'x')`,
    );
    // This is asked just before the last line of a message goes out; without it the server discards what it has.
    await expect(markFinishing(database.db, held)).rejects.toThrow("no longer this worker's");
    await recoverMails(database.db, true);
    expect(await deliver()).toMatchObject({ sent: 0 });
    expect(await rows()).toMatchObject([{ state: "suppressed" }]);
  });

  test("keeps mails when no server answers", async () => {
    await queueMail(database.db, { to: "ann@example.com", kind: "notice", subject: "s", text: "t" });
    const problems: string[] = [];
    const nowhere = { ...host, smtp: { ...host.smtp, port: 1 } };
    const report = await startPostman(database, {
      host: nowhere,
      onError: ({ message }) => problems.push(message),
    }).deliver(new AbortController().signal);
    expect(report).toEqual({ sent: 0, postponed: 1, failed: 0 });
    expect(problems).toEqual([expect.stringMatching(/^The mail server cannot be used: .*ECONNREFUSED/)]);
    expect(await rows()).toMatchObject([{ state: "queued", later: true }]);
  });
});
