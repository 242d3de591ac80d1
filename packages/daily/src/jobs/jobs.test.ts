/** @file Jobs on both databases: done, tried again, kept over a restart, on a timetable. */
import { sql } from "drizzle-orm";
import { createServer, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { rm } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDatabase } from "../database/open.ts";
import { politeClient } from "../ingest/client.ts";
import { readFeed } from "../lists/feed.ts";
import { readTrending } from "../ranking/trending.ts";
import { openSearch } from "../search/engine.ts";
import { dailyListing, dailyRss } from "../testing/answers.ts";
import { clonePrepared, overBothDatabases } from "../testing/databases.ts";
import { dailyJobs } from "./daily.ts";
import { startQueue, type JobDefinition, type Queue } from "./queue.ts";

async function outcome(
  queue: Queue,
  name: string,
  id: string | undefined,
): Promise<{ state: string; output: unknown }> {
  for (let i = 0; i < 400; i++) {
    const job = await queue.find(name, id!);
    if (job && ["completed", "failed"].includes(job.state)) return job;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${name} did not end.`);
}

const daily = (name: string): JobDefinition => ({
  name,
  says: "Waits.",
  schedule: { cron: "0 3 * * *", zone: "UTC" },
  run: async () => undefined,
});

let server: Server;
let base: string;
beforeAll(async () => {
  server = createServer((request, response) =>
    response.end(
      request.url!.startsWith("/rss") ? dailyRss : dailyListing([{ id: "2609.00001", upvotes: 4 }]),
    ),
  );
  await once(server.listen(0, "127.0.0.1"), "listening");
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

overBothDatabases("the queue", (fresh) => {
  test("does the day's work: ingest, list, index, trend", async () => {
    const database = await fresh();
    const engine = await openSearch(database.db);
    const client = politeClient({
      db: database.db,
      contact: "mailto:host@example.org",
      services: [{ origin: base, pace: { name: "test", spacing: 1 } }],
    });
    const jobs = dailyJobs({
      db: database.db,
      client,
      categories: ["cs.LG"],
      curated: true,
      engine,
      bases: { daily: base, curated: base },
    });
    const queue = await startQueue(database, jobs, { schedule: false, interval: 0.5 });
    const run = async (name: string, data = {}) => outcome(queue, name, await queue.send(name, data));
    expect(await run("daily-ingest")).toMatchObject({
      state: "completed",
      output: { added: 2, rejected: 1 },
    });
    expect(await run("daily-curated", { day: "2026-09-10" })).toMatchObject({ state: "completed" });
    expect((await readFeed(database.db, { list: "curated", period: "2026-09-10" })).total).toBe(1);
    expect((await engine.search({ q: "measure" })).hits.map(({ paper }) => paper.id)).toEqual(["2609.00001"]);
    expect(await run("daily-index")).toMatchObject({ output: { built: true, papers: 2 } });
    expect(await run("daily-index")).toMatchObject({ output: { built: false } });
    expect(await run("daily-trending", { day: "2026-09-10" })).toMatchObject({ output: { papers: 1 } });
    expect((await readTrending(database.db, "2026-09-10"))!.papers[0].terms.map(({ kind }) => kind)).toEqual([
      "curated",
      "upvotes-elsewhere",
      "age",
    ]);
    await queue.stop();
  });

  test("keeps the error of a job that fails, and sends no second of a kind that waits", async () => {
    const database = await fresh();
    const told: string[] = [];
    const failing: JobDefinition = {
      name: "failing",
      says: "Fails.",
      run: async () => {
        throw new Error("The reason.");
      },
    };
    const idle = await startQueue(database, [failing], { work: false, schedule: false });
    const id = await idle.send("failing");
    expect(await idle.send("failing")).toBeUndefined();
    await idle.stop();
    const queue = await startQueue(database, [failing], {
      schedule: false,
      interval: 0.5,
      onError: (error, job) => told.push(`${job}: ${error.message}`),
    });
    for (let i = 0; i < 200 && told.length === 0; i++)
      await new Promise((resolve) => setTimeout(resolve, 50));
    expect(told).toEqual(["failing: The reason."]);
    await queue.stop();
    expect(id).toBeDefined();
  });

  test("keeps the timetable of the site when a worker with fewer jobs comes", async () => {
    const database = await fresh();
    const timetable = async () =>
      (
        await database.db.execute<{ name: string }>(sql`select name from pgboss.schedule order by name`)
      ).rows.map(({ name }) => name);
    await (await startQueue(database, [daily("harvest"), daily("index")], { work: false })).stop();
    expect(await timetable()).toEqual(["harvest", "index"]);
    await (await startQueue(database, [daily("index"), daily("tidy")], { timetable: false })).stop();
    expect(await timetable()).toEqual(["harvest", "index"]);
    // What the site does not want any more goes.
    await (await startQueue(database, [daily("index")], { work: false })).stop();
    expect(await timetable()).toEqual(["index"]);
  });

  test("goes by the rules of this version, also where an earlier one made its queue", async () => {
    const database = await fresh();
    const job: JobDefinition = { name: "ruled", says: "Waits.", expires: 600, run: async () => undefined };
    const rules = async () =>
      (
        await database.db.execute(
          sql`select expire_seconds as expires, heartbeat_seconds as silence from pgboss.queue where name = 'ruled'`,
        )
      ).rows;
    await (await startQueue(database, [job], { work: false, schedule: false })).stop();
    await database.db.execute(sql`update pgboss.queue set heartbeat_seconds = null`);
    await (await startQueue(database, [{ ...job, expires: 700 }], { work: false, schedule: false })).stop();
    expect(await rules()).toEqual([{ expires: 700, silence: 120 }]);
  });
});

test("a job that was sent is there after a restart of the folder's process", async () => {
  const folder = await clonePrepared();
  const done: unknown[] = [];
  const job: JobDefinition = { name: "later", says: "Waits.", run: async (data) => void done.push(data) };
  const before = await openDatabase(folder);
  const sender = await startQueue(before, [job], { work: false, schedule: false });
  const id = await sender.send("later", { n: 7 });
  await sender.stop();
  await before.close();
  const after = await openDatabase(folder);
  const worker = await startQueue(after, [job], { schedule: false, interval: 0.5 });
  expect(await outcome(worker, "later", id)).toMatchObject({ state: "completed" });
  expect(done).toEqual([{ n: 7 }]);
  await worker.stop();
  await after.close();
  await rm(folder, { recursive: true });
});
