/** @file A site that moves by a dump takes its subscribers along, and the links in mails that they have; nothing that signs anybody in. */
import { rm } from "node:fs/promises";
import { PassThrough, Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { dumpDatabase, restoreDatabase } from "../database/dump.ts";
import { openDatabase } from "../database/open.ts";
import { queueMail } from "../mail/index.ts";
import { toDay } from "../lists/period.ts";
import { storePapers } from "../papers/store.ts";
import { clonePrepared, overBothDatabases } from "../testing/databases.ts";
import { incoming } from "../testing/papers.ts";
import {
  askForDigest,
  composeDigests,
  confirmDigest,
  STANDARD,
  takeInVerdicts,
  unsubscribe,
} from "./index.ts";

const site = { name: "Working Papers", origin: "https://papers.example.org" };

overBothDatabases("a dump", (fresh) => {
  test("keeps subscriptions, what they were told, suppressions and waiting mail, and no link that opens an account", async () => {
    const { db, ...database } = await fresh();
    const day = toDay(Date.now());
    await storePapers(db, "file", [
      incoming({
        id: "2611.00001",
        announced: day,
        listings: [{ list: "arxiv", day, position: 0, kind: "new" }],
      }),
    ]);
    await takeInVerdicts(db, [
      { paper: { slug: "l-mul" }, verdicts: [{ claim: "one", verdict: "partly", reason: "x" }] },
    ]);
    const choices = { ...STANDARD, weekdays: [1, 2, 3, 4, 5, 6, 7] };
    await askForDigest(
      db,
      { address: "ann@example.com", choices, purpose: "digest", shown: "x", network: "n" },
      site,
    );
    const { rows } = await db.execute<{ text: string }>(sql`select text from mail`);
    const { subscription } = await confirmDigest(db, /confirm\/(\w+)/.exec(rows[0].text)![1]);
    await composeDigests(db, { site, now: () => subscription.nextDue! });
    const { rows: digest } = await db.execute<{ text: string }>(
      sql`select text from mail where kind = 'digest'`,
    );
    const token = /unsubscribe\/(\w+)/.exec(digest[0].text)![1];
    for (const [kind, path] of [
      ["sign-in", "sign-in/link"],
      ["address", "account/address"],
    ])
      await queueMail(db, {
        to: "ann@example.com",
        kind,
        subject: "s",
        text: `https://papers.example.org/${path}?token=secret`,
      });
    await db.execute(
      sql`insert into suppression (address, reason, detail) values ('eve@example.com', 'complaint', 'x')`,
    );
    await db.execute(sql`insert into mail_report (kind, detail, raw) values ('unknown', 'x', '\\x00ff')`);

    const to = new PassThrough();
    const bytes = buffer(to);
    const counts = await dumpDatabase({ db, ...database }, to);
    expect(counts).toMatchObject({
      mail: 2,
      subscription: 1,
      subscription_request: 1,
      digest: 1,
      mail_token: 4,
      suppression: 1,
      mail_report: 1,
      arrival: 1,
      verdict_change: 1,
    });
    const dump = await bytes;
    expect(gunzipSync(dump).toString()).not.toContain("token=secret");

    const folder = await clonePrepared();
    const restored = await openDatabase(folder);
    await restoreDatabase(restored, Readable.from([dump]));
    const after = new Date(subscription.nextDue!.getTime() + 3 * 86_400_000);
    // Told before is told: the paper does not come again.
    expect(await composeDigests(restored.db, { site, now: () => after })).toMatchObject({
      due: 1,
      digests: 0,
    });
    await storePapers(restored.db, "file", [
      incoming({
        id: "2611.00002",
        announced: day,
        listings: [{ list: "arxiv", day, position: 1, kind: "new" }],
      }),
    ]);
    expect(
      await composeDigests(restored.db, { site, now: () => new Date(after.getTime() + 3 * 86_400_000) }),
    ).toMatchObject({ digests: 1 });
    expect(await unsubscribe(restored.db, token)).toBe(true);
    await restored.close();
    await rm(folder, { recursive: true, force: true });
  });
});
