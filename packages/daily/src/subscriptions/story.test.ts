/** @file The whole way through real mail servers on loopback: ask, confirm, receive at the local hour, leave by a click, come back, bounce. */
import { createHash, generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { createConnection } from "node:net";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../database/open.ts";
import { toDay } from "../lists/period.ts";
import { listenForMail, readSmtp, startPostman, type MailListener } from "../mail/index.ts";
import { storePapers } from "../papers/store.ts";
import { overBothDatabases } from "../testing/databases.ts";
import { verifyDkim } from "../testing/dkim.ts";
import { startMailServer, type ReceivedMail, type TestMailServer } from "../testing/mail-server.ts";
import { incoming } from "../testing/papers.ts";
import { askForDigest, composeDigests, confirmDigest, localDate, STANDARD, unsubscribe } from "./index.ts";

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
const site = { name: "Working Papers", origin: "https://papers.example.org" };
const DOMAIN = "return.example.org";
const ZONE = "Asia/Kathmandu";

/** The text of a mail, with what mail adds undone. */
const textOf = ({ raw }: ReceivedMail): string => raw.replaceAll("=\r\n", "").replaceAll("=3D", "=");

const tokenIn = (mail: ReceivedMail, path: string): string =>
  new RegExp(`${path}/([0-9a-z]{26})`).exec(textOf(mail))![1];

overBothDatabases("a reader", (fresh) => {
  let database: Database;
  let server: TestMailServer;
  let listener: MailListener;
  beforeAll(async () => {
    database = await fresh();
    server = await startMailServer();
    listener = await listenForMail(
      database.db,
      { host: "127.0.0.1", port: 0 },
      { domain: DOMAIN, unsubscribe: (token) => unsubscribe(database.db, token) },
    );
  });
  afterAll(async () => {
    await listener.close();
    await server.close();
  });
  const deliver = () =>
    startPostman(database, {
      host: {
        site: site.name,
        from: { name: site.name, address: "papers@example.org" },
        domain: DOMAIN,
        smtp: readSmtp(server.address),
        dkim: { selector: "wp", domain: "example.org", key: privateKey },
      },
    }).deliver(new AbortController().signal);
  const compose = (now: Date) => composeDigests(database.db, { site, domain: DOMAIN, now: () => now });
  const ask = () =>
    askForDigest(
      database.db,
      {
        address: "ann@example.net",
        choices: { ...STANDARD, weekdays: [1, 2, 3, 4, 5, 6, 7], hour: 7, zone: ZONE },
        purpose: "digest",
        shown: "x",
        network: "192.0.2.1",
      },
      site,
    );
  const store = (id: string) => {
    const day = toDay(Date.now());
    return storePapers(database.db, "file", [
      incoming({ id, announced: day, listings: [{ list: "arxiv", day, position: 0, kind: "new" }] }),
    ]);
  };
  const say = async (...lines: string[]): Promise<void> => {
    const socket = createConnection(listener.port, "127.0.0.1");
    for (const line of ["", "EHLO mx.example.net", ...lines]) {
      if (line !== "") socket.write(`${line}\r\n`);
      await once(socket, "data");
    }
    socket.destroy();
  };

  test("asks, confirms, reads at seven in Kathmandu, leaves, comes back, and is not written to after a bounce", async () => {
    await store("2611.00001");
    await ask();
    await deliver();
    const confirmation = server.received.pop()!;
    expect(confirmation.headers).toMatchObject({
      to: "ann@example.net",
      subject: "Confirm your digest from Working Papers",
      "auto-submitted": "auto-generated",
    });
    expect(confirmation.headers.precedence).toBeUndefined();
    expect(await compose(new Date(Date.now() + 5 * 86_400_000))).toMatchObject({ due: 0 });
    const { subscription } = await confirmDigest(database.db, tokenIn(confirmation, "confirm"));

    const due = subscription.nextDue!;
    expect(due.toLocaleTimeString("en-GB", { timeZone: ZONE })).toBe("07:00:00");
    expect(await compose(new Date(due.getTime() - 1_000))).toMatchObject({ due: 0 });
    expect(await compose(due)).toMatchObject({ due: 1, digests: 1 });
    expect(await deliver()).toMatchObject({ sent: 1 });
    const digest = server.received.pop()!;
    const token = tokenIn(digest, "unsubscribe");
    expect(digest).toMatchObject({
      to: "ann@example.net",
      from: expect.stringMatching(/^bounce\+[0-9a-z]{26}@return\.example\.org$/) as string,
    });
    expect(digest.headers["list-unsubscribe"]).toBe(
      `<https://papers.example.org/unsubscribe/${token}>, <mailto:unsubscribe+${token}@${DOMAIN}?subject=unsubscribe>`,
    );
    expect(digest.headers["list-unsubscribe-post"]).toBe("List-Unsubscribe=One-Click");
    expect(verifyDkim(digest.raw, publicKey)).toEqual(
      expect.arrayContaining(["list-unsubscribe", "list-unsubscribe-post", "list-id"]),
    );
    expect(textOf(digest)).toContain("https://papers.example.org/papers/2611.00001");
    const { rows } = await database.db.execute<{ date: string }>(
      sql`select local_date::text as date from digest`,
    );
    expect(rows).toEqual([{ date: localDate(due, ZONE) }]);
    // Of the token nothing is stored but its hash.
    const { rows: hashes } = await database.db.execute(
      sql`select purpose from mail_token where hash = ${createHash("sha256").update(token).digest("hex")}`,
    );
    expect(hashes).toEqual([{ purpose: "unsubscribe" }]);

    // By mail, as some programmes do.
    await say(
      "MAIL FROM:<ann@example.net>",
      `RCPT TO:<unsubscribe+${token}@${DOMAIN}>`,
      "DATA",
      "Subject: unsubscribe\r\n\r\n.",
    );
    await store("2611.00002");
    expect(await compose(new Date(due.getTime() + 5 * 86_400_000))).toMatchObject({ due: 0 });

    await ask();
    await deliver();
    const again = await confirmDigest(database.db, tokenIn(server.received.pop()!, "confirm"));
    expect(again.subscription.id).toBe(subscription.id);
    expect(await compose(new Date(again.subscription.nextDue!.getTime()))).toMatchObject({ digests: 1 });
    await deliver();
    const second = server.received.pop()!;
    expect(textOf(second)).toContain("2611.00002");
    expect(textOf(second)).not.toContain("2611.00001");
    const report = `Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; m\r\n\r\nFinal-Recipient: rfc822; ann@example.net\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n.`;
    await say("MAIL FROM:<>", `RCPT TO:<${second.from}>`, "DATA", report);
    await store("2611.00003");
    expect(await compose(new Date(due.getTime() + 9 * 86_400_000))).toMatchObject({ due: 1, digests: 0 });
    await ask();
    expect(await deliver()).toMatchObject({ sent: 0 });
    expect(server.received).toEqual([]);
  });
});
