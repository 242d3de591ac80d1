/** @file What comes back through a real SMTP connection, what follows from it, and what editors do about it. */
import { createConnection } from "node:net";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Member } from "../accounts/member.ts";
import { member } from "../database/schema.ts";
import type { Database } from "../database/open.ts";
import { emptied, overBothDatabases } from "../testing/databases.ts";
import { startMailServer, type TestMailServer } from "../testing/mail-server.ts";
import {
  closeReport,
  listenForMail,
  queueMail,
  readMailSummary,
  receiveMail,
  releaseSuppression,
  retryMail,
  startPostman,
  type MailListener,
} from "./index.ts";

const DOMAIN = "return.example.org";
const host = {
  site: "Working Papers",
  from: { name: "Working Papers", address: "papers@example.org" },
  domain: DOMAIN,
};

const status = (code: string, action = "failed"): string =>
  `From: <>\r\nSubject: Undelivered\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; m.example\r\n\r\nFinal-Recipient: rfc822; x@example.net\r\nAction: ${action}\r\nStatus: ${code}\r\n\r\n--b--\r\n`;
const complaint = (id: string): string =>
  `Subject: FW\r\nContent-Type: multipart/report; report-type=feedback-report; boundary=b\r\n\r\n--b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nUser-Agent: P/1\r\nVersion: 1\r\nOriginal-Mail-From: <bounce+${id}@${DOMAIN}>\r\n\r\n--b--\r\n`;

overBothDatabases("what comes back", (fresh) => {
  let database: Database;
  let server: TestMailServer;
  let listener: MailListener;
  const left: string[] = [];
  beforeAll(async () => {
    database = await fresh();
    server = await startMailServer();
    listener = await listenForMail(
      database.db,
      { host: "127.0.0.1", port: 0 },
      {
        domain: DOMAIN,
        unsubscribe: async (token) => {
          left.push(token);
          return token.startsWith("0");
        },
      },
    );
  });
  afterAll(async () => {
    await listener.close();
    await server.close();
  });
  beforeEach(async () => {
    await emptied(database);
    left.length = 0;
  });

  /** Speaks SMTP; the answers to each line. */
  async function speak(...lines: string[]): Promise<string[]> {
    const socket = createConnection(listener.port, "127.0.0.1");
    await once(socket, "connect");
    const answers = createInterface({ input: socket })[Symbol.asyncIterator]();
    const answer = async (): Promise<string> => {
      for (;;) {
        const { value, done } = await answers.next();
        if (done || !/^\d{3}-/.test(value as string)) return done ? "closed" : (value as string);
      }
    };
    const said: string[] = [];
    await answer();
    for (const line of ["EHLO mx.example.net", ...lines]) {
      socket.write(`${line}\r\n`);
      said.push(await answer());
    }
    socket.destroy();
    return said.slice(1);
  }
  const bring = (to: string, message: string) =>
    speak("MAIL FROM:<>", `RCPT TO:<${to}>`, "DATA", `${message}\r\n.`);
  const sent = async (to: string): Promise<string> => {
    const id = await queueMail(database.db, { to, kind: "digest", subject: "s", text: "t" });
    await startPostman(database, {
      host: {
        ...host,
        smtp: { host: "127.0.0.1", port: Number(new URL(server.address).port), secure: false },
      },
    }).deliver(new AbortController().signal);
    return id;
  };
  const suppressed = async () =>
    (
      await database.db.execute(
        sql`select address, reason, until is not null as ends from suppression order by address`,
      )
    ).rows;

  test("a hard bounce ends all mail to the address, for good", async () => {
    const id = await sent("Gone@example.net");
    expect((await bring(`bounce+${id}@${DOMAIN}`, status("5.1.1"))).at(-1)).toMatch(/^250 /);
    expect(await suppressed()).toEqual([{ address: "gone@example.net", reason: "bounce", ends: false }]);
    await sent("gone@EXAMPLE.net");
    expect(server.received.filter(({ to }) => to.toLowerCase() === "gone@example.net")).toHaveLength(1);
    expect(await readMailSummary(database.db)).toMatchObject({
      states: { sent: 1, suppressed: 1 },
      returned: { hard: 1 },
      suppressed: { bounce: 1 },
    });
  });

  test("three mails that could not be delivered make a pause; one mail counts once, and a delay not at all", async () => {
    const ids = [
      await sent("full@example.net"),
      await sent("full@example.net"),
      await sent("full@example.net"),
    ];
    for (let i = 0; i < 4; i++) await bring(`bounce+${ids[0]}@${DOMAIN}`, status("4.2.2"));
    await bring(`bounce+${ids[1]}@${DOMAIN}`, status("4.4.1", "delayed"));
    await bring(`bounce+${ids[1]}@${DOMAIN}`, status("5.2.2"));
    expect(await suppressed()).toEqual([]);
    await bring(`bounce+${ids[2]}@${DOMAIN}`, status("4.4.7"));
    expect(await suppressed()).toEqual([{ address: "full@example.net", reason: "paused", ends: true }]);
  });

  test("a complaint is believed when it names a mail that was sent, wherever it comes in", async () => {
    const [a, b] = [await sent("ann@example.net"), await sent("bob@example.net")];
    await bring(`complaint@${DOMAIN}`, complaint(a));
    await bring(`bounce+${b}@${DOMAIN}`, complaint(b));
    await bring(`complaint@${DOMAIN}`, complaint("0".repeat(26)));
    // Nobody can have another one's address blocked: a report to a mail's own address is about that mail alone.
    const c = await sent("cyd@example.net");
    await bring(`bounce+${c}@${DOMAIN}`, complaint(a).replace("abuse", "not-spam"));
    await bring(`complaint@${DOMAIN}`, status("5.1.1"));
    expect(await suppressed()).toEqual([
      { address: "ann@example.net", reason: "complaint", ends: false },
      { address: "bob@example.net", reason: "complaint", ends: false },
    ]);
    const { open } = await readMailSummary(database.db);
    expect(open).toHaveLength(2);
    await queueMail(database.db, { to: "ann@example.net", kind: "sign-in", subject: "link", text: "t" });
    await queueMail(database.db, { to: "ann@example.net", kind: "address", subject: "link", text: "t" });
    await sent("ann@example.net");
    expect(
      server.received.filter(({ to, headers }) => to === "ann@example.net" && headers.subject === "link"),
    ).toHaveLength(1);
    expect((await readMailSummary(database.db)).states.suppressed).toBe(2);
  });

  test("only the addresses that the site gave out take mail", async () => {
    const waiting = await queueMail(database.db, {
      to: "ann@example.net",
      kind: "digest",
      subject: "s",
      text: "t",
    });
    for (const to of [
      "ann@example.net",
      `postmaster@${DOMAIN}`,
      `bounce+${"0".repeat(26)}@${DOMAIN}`,
      `bounce+x@${DOMAIN}`,
      `bounce+${waiting}@${DOMAIN}`,
      `bounce+${waiting}@elsewhere.example`,
    ])
      expect((await speak("MAIL FROM:<>", `RCPT TO:<${to}>`)).at(-1)).toMatch(/^550 .*No such mailbox/);
    expect(
      await receiveMail(
        database.db,
        { to: `postmaster@${DOMAIN}`, bytes: new Uint8Array() },
        { domain: DOMAIN, unsubscribe: async () => false },
      ),
    ).toBeUndefined();
  });

  test("what says nothing of a mail that is known is kept for an editor, and not without end", async () => {
    const take = () =>
      receiveMail(
        database.db,
        { to: `complaint@${DOMAIN}`, bytes: Buffer.from("Subject: hello\r\n\r\nBuy this.\r\n") },
        { domain: DOMAIN, unsubscribe: async () => false },
      );
    for (let i = 0; i < 100; i++) expect(await take()).toBe("unknown");
    await expect(take()).rejects.toMatchObject({ status: 429 });
    expect((await bring(`complaint@${DOMAIN}`, "Subject: x\r\n\r\nx")).at(-1)).toMatch(/^451 /);
  });

  test("a mail to the address for leaving leaves, whatever it says", async () => {
    const token = `0${"a".repeat(25)}`;
    expect(
      (await bring(`unsubscribe+${token.toUpperCase()}@${DOMAIN}`, "Subject: unsubscribe\r\n\r\n")).at(-1),
    ).toMatch(/^250 /);
    expect(left).toEqual([token]);
  });

  test("what is too large is refused, and what breaks off is nothing", async () => {
    const id = await sent("ann@example.net");
    expect((await speak(`MAIL FROM:<> SIZE=999999999`)).at(-1)).toMatch(/^552 /);
    expect(
      (
        await bring(`bounce+${id}@${DOMAIN}`, `Subject: x\r\n\r\n${`${"y".repeat(900)}\r\n`.repeat(3_000)}`)
      ).at(-1),
    ).toMatch(/^552 /);
    await speak("MAIL FROM:<>", `RCPT TO:<bounce+${id}@${DOMAIN}>`, "DATA");
    expect((await database.db.execute(sql`select key from mail_report`)).rows).toEqual([]);
    expect(await suppressed()).toEqual([]);
  });

  test("editors, and nobody else, release addresses, try mails again and close what was not understood; all of it is logged", async () => {
    await database.db
      .insert(member)
      .values({ id: "e1", name: "Ed", email: "ed@example.com", role: "editor" });
    const editor: Member = {
      id: "e1",
      name: "Ed",
      email: "ed@example.com",
      role: "editor",
      created: new Date(),
    };
    const reader: Member = { ...editor, id: "m1", role: "member" };
    const id = await sent("gone@example.net");
    await bring(`bounce+${id}@${DOMAIN}`, status("5.1.1"));
    await bring(`bounce+${id}@${DOMAIN}`, "Subject: What is this?\r\n\r\n<script>alert(1)</script>");
    server.refuse.rcpt = () => "554 5.7.1 Not today";
    const failed = await sent("bob@example.net");
    server.refuse.rcpt = undefined;
    const [open] = (await readMailSummary(database.db)).open;
    expect(open).toMatchObject({ address: "gone@example.net", detail: "What is this?" });
    for (const actor of [undefined, reader]) {
      await expect(releaseSuppression(database.db, actor, "gone@example.net")).rejects.toThrow(
        /editors can manage mail/,
      );
      await expect(retryMail(database.db, actor, failed)).rejects.toThrow(/editors can manage mail/);
      await expect(closeReport(database.db, actor, open.key)).rejects.toThrow(/editors can manage mail/);
    }
    expect(await releaseSuppression(database.db, editor, "Gone@example.net")).toBe(true);
    expect(await releaseSuppression(database.db, editor, "gone@example.net")).toBe(false);
    expect((await readMailSummary(database.db)).troubled).toMatchObject([
      { id: failed, state: "failed", retriable: true },
    ]);
    expect(await retryMail(database.db, editor, failed)).toBe(true);
    expect(await retryMail(database.db, editor, id)).toBe(false);
    expect(await closeReport(database.db, editor, open.key)).toBe(true);
    const { rows } = await database.db.execute(sql`select subject from audit order by key`);
    expect(rows).toEqual([
      { subject: "address:gone@example.net" },
      { subject: `mail:${failed}` },
      { subject: `mail-report:${open.key}` },
    ]);
  });
});
