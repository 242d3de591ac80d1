/** @file What editors see of the queues and do about them, on both databases. */
import { sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import type { Member } from "../accounts/index.ts";
import type { Database } from "../database/open.ts";
import { answer, audit, harvest, rejection } from "../database/schema.ts";
import { startQueue } from "../jobs/queue.ts";
import { overBothDatabases } from "../testing/databases.ts";
import { newMember } from "../testing/members.ts";
import { readIngestion, readQueues, retryJob, sendJob } from "./index.ts";

overBothDatabases("the work of the site", (fresh) => {
  let database: Database;
  let ada: Member;
  let eve: Member;
  beforeAll(async () => {
    database = await fresh();
    ada = await newMember(database.db, "ada");
    eve = await newMember(database.db, "eve", { role: "editor" });
  });

  test("has no queues before one was started", async () => {
    expect(await readQueues(database.db)).toEqual([]);
  });

  test("is shown with what failed, which an editor has done again", async () => {
    const { db } = database;
    let good = false;
    const jobs = [
      {
        name: "breaks",
        says: "Breaks.",
        schedule: { cron: "0 0 1 1 *", zone: "UTC" },
        async run() {
          if (!good) throw new Error("Broken <b>for good</b>.");
        },
      },
      { name: "waits", says: "Waits.", run: async () => {} },
    ];
    const queue = await startQueue(database, jobs, { schedule: false, interval: 0.5 });
    const reach = async (state: string): Promise<string> => {
      for (;;) {
        const { rows } = await db.execute<{ id: string }>(
          sql`select id::text as id from pgboss.job where name = 'breaks' and state::text = ${state}`,
        );
        if (rows[0]) return rows[0].id;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    };
    try {
      await expect(sendJob(db, queue, ada, "breaks")).rejects.toMatchObject({ status: 403 });
      await expect(sendJob(db, queue, eve, "waits")).rejects.toMatchObject({ status: 404 });
      await sendJob(db, queue, eve, "breaks");
      const id = await reach("retry");
      // As after the last try, which comes minutes later.
      await db.execute(
        sql`update pgboss.job set state = 'failed', completed_on = now(), start_after = now() where id = ${id}::uuid`,
      );
      expect(await readQueues(db)).toMatchObject([
        {
          name: "breaks",
          failed: 1,
          done: null,
          failures: [{ id, tries: 1, says: "Broken <b>for good</b>." }],
        },
      ]);
      good = true;
      await expect(retryJob(db, queue, undefined, "breaks", id)).rejects.toMatchObject({ status: 401 });
      await expect(retryJob(db, queue, eve, "breaks", "'; drop table paper")).rejects.toMatchObject({
        status: 404,
      });
      await expect(retryJob(db, queue, eve, "nothing", id)).rejects.toMatchObject({ status: 409 });
      await retryJob(db, queue, eve, "breaks", id);
      expect(await reach("completed")).toBe(id);
      await expect(retryJob(db, queue, eve, "breaks", id)).rejects.toMatchObject({ status: 409 });
      expect(await readQueues(db)).toMatchObject([{ failed: 0, done: expect.any(Date) }]);
      expect((await db.select().from(audit)).map(({ actor, action }) => `${actor} ${action}`)).toEqual([
        "eve job.send",
        "eve job.retry",
      ]);
    } finally {
      await queue.stop();
    }
  });

  test("tells what came in, what was left out and why", async () => {
    const { db } = database;
    const body = new Uint8Array([1]);
    await db.insert(answer).values({
      source: "arxiv-api",
      url: "https://example.org/",
      status: 200,
      body,
      sha256: "0",
      accepted: 2,
    });
    await db.insert(rejection).values({ source: "arxiv-api", reason: "title: missing", excerpt: "{}" });
    await db.insert(harvest).values({ source: "arxiv-oai", since: "2026-09-10" });
    expect(await readIngestion(db)).toMatchObject({
      answers: [{ source: "arxiv-api", status: 200, accepted: 2 }],
      rejectedLately: { "arxiv-api": 1 },
      rejections: [{ reason: "title: missing" }],
      harvests: [{ source: "arxiv-oai", since: "2026-09-10", finished: null }],
      papers: 0,
    });
  });
});
