/**
 * @file Ten thousand digests, written and sent by a process that is killed again and again: none is lost, and none is in a mailbox twice.
 *
 * What SMTP leaves open is said and counted: a mail whose server was killed off between the last line and the stored answer is sent once more under the same
 * Message-ID. The mailboxes here drop what they have, as mail stores do; the transactions beyond that must be exactly those that the outbox says were in doubt.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { openDatabase, type Database } from "../database/open.ts";
import { toDay } from "../lists/period.ts";
import { storePapers } from "../papers/store.ts";
import { clonePrepared, overBothDatabases, serverUrl, temporaryDatabase } from "../testing/databases.ts";
import { startMailServer } from "../testing/mail-server.ts";
import { incoming } from "../testing/papers.ts";
import { startPostman } from "./postman.ts";
import { queueMail } from "./outbox.ts";

const DIGESTS = 10_000;
const CONNECTIONS = 3;
const CHILD = fileURLToPath(new URL("../testing/mail-child.ts", import.meta.url));

interface Place {
  address: string;
  open(): Promise<Database>;
  remove(): Promise<void>;
}

async function folder(): Promise<Place> {
  const address = await clonePrepared();
  return {
    address,
    open: () => openDatabase(address, { migrate: false }),
    remove: () => rm(address, { recursive: true, force: true }),
  };
}

async function onServer(): Promise<Place> {
  const { database, remove } = await temporaryDatabase();
  const { driver } = database;
  if (driver.kind !== "postgres") throw new Error("A server was expected.");
  await database.close();
  return { address: driver.address, open: () => openDatabase(driver.address, { migrate: false }), remove };
}

/** Subscribers who are all due, and three papers. */
async function prepare({ db }: Database): Promise<void> {
  const day = toDay(Date.now());
  await storePapers(
    db,
    "file",
    [1, 2, 3].map((n) =>
      incoming({
        id: `2611.0000${n}`,
        announced: day,
        listings: [{ list: "arxiv", day, position: n, kind: "new" }],
      }),
    ),
  );
  await db.execute(sql`
    insert into subscription (id, address, state, weekdays, hour, zone, categories, searches, verdicts, minimum, asked, next_due, arrival_seen, verdict_seen)
    select 'subscription' || n, 'reader' || n || '@d' || n % 50 || '.example', 'active', '{1,2,3,4,5,6,7}', n % 24, 'Europe/Berlin', '{*}',
      case n % 4 when 0 then '{measure}'::text[] else '{}' end, false, 1, now(), now() - interval '1 minute', 0, 0
    from generate_series(1, ${DIGESTS}) as n`);
}

describe.each([
  ["PGlite", folder, true],
  ["PostgreSQL", onServer, serverUrl !== undefined],
] as const)("on %s", (_, make, there) => {
  test.runIf(there)(
    "a process that is killed while it writes and while it sends loses none and sends none twice",
    { timeout: 600_000 },
    async () => {
      const place = await make();
      const server = await startMailServer();
      const before = await place.open();
      await prepare(before);
      await before.close();
      const now = new Date().toISOString();
      // Two kills while digests are written; then whenever so many more have arrived, a moment later.
      const kills = [
        "composing",
        "composing",
        ...Array.from({ length: 4 }, () => 300 + Math.floor(Math.random() * 2_000)),
      ];
      let killed = 0;
      for (const when of [...kills, undefined]) {
        const child = spawn(process.execPath, [CHILD, place.address, server.address, now], {
          stdio: ["ignore", "pipe", "inherit"],
        });
        const exited = once(child, "exit") as Promise<[number | null, string | null]>;
        if (when !== undefined) await waitFor(child, when, server.received, exited);
        if (when !== undefined) {
          await sleep(Math.random() * (when === "composing" ? 1_500 : 30));
          child.kill("SIGKILL");
        }
        const [code, signal] = await exited;
        if (signal === "SIGKILL") killed++;
        expect(signal ?? code).toBe(signal === "SIGKILL" ? signal : 0);
      }
      expect(killed).toBeGreaterThan(3);
      const after = await place.open();
      const { rows: outbox } = await after.db.execute<{ id: string; state: string; doubts: number }>(
        sql`select id, state, doubts from mail`,
      );
      const { rows: left } = await after.db.execute(sql`
        select (select count(*) from digest)::int as digests, (select count(*) from subscription where next_due < now())::int as due`);
      await after.close();
      await server.close();
      await place.remove();

      expect(outbox).toHaveLength(DIGESTS);
      expect(new Set(outbox.map(({ state }) => state))).toEqual(new Set(["sent"]));
      expect(left).toEqual([{ digests: DIGESTS, due: 0 }]);
      const transactions = new Map<string, number>();
      for (const { headers } of server.received)
        transactions.set(headers["message-id"], (transactions.get(headers["message-id"]) ?? 0) + 1);
      // None lost, none of another mail, and one mail for each reader.
      expect(transactions.size).toBe(DIGESTS);
      expect(new Set(outbox.map(({ id }) => `<${id}@return.example.org>`))).toEqual(
        new Set(transactions.keys()),
      );
      expect(new Set(server.received.map(({ to }) => to)).size).toBe(DIGESTS);
      // What a mailbox drops because it has it: only what was in doubt when the process was killed.
      const doubtful = new Set(
        outbox.filter(({ doubts }) => doubts > 0).map(({ id }) => `<${id}@return.example.org>`),
      );
      const repeated = [...transactions].filter(([, count]) => count > 1);
      for (const [id, count] of repeated)
        expect([id, count]).toEqual([doubtful.has(id) ? id : "no doubt", 2]);
      expect(doubtful.size).toBeLessThanOrEqual(CONNECTIONS * killed);
      console.log(
        `${DIGESTS.toLocaleString("en")} digests, killed ${killed} times: ${doubtful.size} in doubt, of which the server had ${repeated.length}.`,
      );
    },
  );
});

async function waitFor(
  child: ChildProcess,
  when: string | number,
  received: readonly unknown[],
  exited: Promise<unknown>,
): Promise<void> {
  let said = "";
  child.stdout!.setEncoding("utf8").on("data", (text: string) => (said += text));
  const goal = typeof when === "number" ? received.length + when : 0;
  const reached = (): boolean => (typeof when === "string" ? said.includes(when) : received.length >= goal);
  const gone = exited.then(() => true);
  while (!reached()) if (await Promise.race([gone, sleep(5, false)])) return;
}

overBothDatabases("a server that takes a mail and says nothing", (fresh) => {
  const servers: { close(): void }[] = [];
  afterEach(() => servers.splice(0).forEach((server) => server.close()));

  test("gets it once more under the same Message-ID, and then an editor is asked", async () => {
    const database = await fresh();
    const seen: string[] = [];
    const silent = createServer((socket) => {
      let text = "";
      let data = false;
      socket.on("error", () => undefined);
      socket.write("220 silent.example\r\n");
      socket.on("data", (bytes) => {
        text += bytes.toString("latin1");
        if (data && text.includes("\r\n.\r\n")) {
          seen.push(/^Message-ID: (.*)\r$/im.exec(text)![1]);
          return socket.destroy();
        }
        if (data) return undefined;
        for (let end = text.indexOf("\r\n"); end >= 0; end = text.indexOf("\r\n")) {
          const line = text.slice(0, end);
          text = text.slice(end + 2);
          data = /^DATA/i.test(line);
          socket.write(data ? "354 Go on\r\n" : "250 Well\r\n");
        }
        return undefined;
      });
    });
    servers.push(silent);
    await once(silent.listen(0, "127.0.0.1"), "listening");
    const { port } = silent.address() as { port: number };
    const id = await queueMail(database.db, {
      to: "ann@example.com",
      kind: "notice",
      subject: "s",
      text: "t",
    });
    const postman = startPostman(database, {
      host: {
        site: "S",
        from: { name: "S", address: "s@example.org" },
        smtp: { host: "127.0.0.1", port, secure: false },
      },
    });
    await postman.deliver(new AbortController().signal);
    const state = async () =>
      (await database.db.execute(sql`select state, doubts, text is not null as kept from mail`)).rows;
    expect(seen).toEqual([`<${id}@example.org>`, `<${id}@example.org>`]);
    expect(await state()).toEqual([{ state: "unsure", doubts: 2, kept: true }]);
  });
});
