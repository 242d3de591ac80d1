/** @file A process that writes and sends all digests that are due, until it is killed or there is nothing left: `node mail-child.ts DATABASE SMTP NOW`. */
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { openDatabase } from "../database/open.ts";
import { recoverMails } from "../mail/holding.ts";
import { readSmtp } from "../mail/host.ts";
import { startPostman } from "../mail/postman.ts";
import { composeDigests } from "../subscriptions/compose.ts";

const [address, smtp, now] = process.argv.slice(2);
const database = await openDatabase(address, { connections: 4, migrate: false });
const { db } = database;
/** As short as a test can wait for. */
const LEASE_SECONDS = 2;
if (database.kind === "pglite") await recoverMails(db, true);
console.log("composing");
await composeDigests(db, {
  site: { name: "Working Papers", origin: "https://papers.example.org" },
  domain: "return.example.org",
  now: () => new Date(now),
});
console.log("sending");
const postman = startPostman(database, {
  host: {
    site: "Working Papers",
    from: { name: "Working Papers", address: "papers@example.org" },
    domain: "return.example.org",
    smtp: readSmtp(smtp),
  },
  perMinute: 0,
  connections: 3,
  lease: LEASE_SECONDS,
});
for (;;) {
  await recoverMails(db);
  await postman.deliver(new AbortController().signal);
  const { rows } = await db.execute<{ left: boolean }>(
    sql`select exists (select from mail where state in ('queued', 'sending')) as left`,
  );
  if (!rows[0].left) break;
  await sleep(200);
}
console.log("done");
await database.close();
