/** @file How often people may do something, whoever asks at the same time. */
import { sql } from "drizzle-orm";
import { beforeAll, beforeEach, expect, test } from "vitest";
import type { Database } from "../database/open.ts";
import { bucket } from "../database/schema.ts";
import { emptied, overBothDatabases } from "../testing/databases.ts";
import { forgetRates, inWords, takeFor } from "./rate.ts";

test.each([
  [1, "1 second"],
  [89.2, "90 seconds"],
  [90, "2 minutes"],
  [3_600, "60 minutes"],
  [5_400, "2 hours"],
])("%f seconds are «%s»", (seconds, words) => {
  expect(inWords(seconds)).toBe(words);
});

overBothDatabases("a rate", (fresh) => {
  let database: Database;
  beforeAll(async () => {
    database = await fresh();
  });
  beforeEach(() => emptied(database));
  const rate = { burst: 3, perHour: 6 };
  const earlier = (minutes: number) =>
    database.db.execute(sql`update bucket set full_at = full_at - make_interval(mins => ${minutes}::int)`);

  test("lets a burst through, of a hundred at once, and says when there is more", async () => {
    const all = await Promise.allSettled(
      Array.from({ length: 100 }, () => takeFor(database.db, "vote:ada", rate)),
    );
    expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(3);
    await expect(takeFor(database.db, "vote:ada", rate)).rejects.toMatchObject({
      status: 429,
      message: "That was often enough for now. Try again in 10 minutes.",
    });
    // Somebody else has their own.
    await takeFor(database.db, "vote:bob", rate);
  });

  test("gives back one for every ten minutes, and no more than the burst", async () => {
    for (let i = 0; i < 3; i++) await takeFor(database.db, "vote:ada", rate);
    await earlier(11);
    await takeFor(database.db, "vote:ada", rate);
    await expect(takeFor(database.db, "vote:ada", rate)).rejects.toThrow("9 minutes");
    await earlier(24 * 60);
    for (let i = 0; i < 3; i++) await takeFor(database.db, "vote:ada", rate);
    await expect(takeFor(database.db, "vote:ada", rate)).rejects.toThrow("10 minutes");
  });

  test("is forgotten when it is full again, and others' buckets are not", async () => {
    await takeFor(database.db, "vote:ada", rate);
    await database.db.insert(bucket).values({ name: "arxiv", fullAt: new Date(0) });
    expect(await forgetRates(database.db)).toBe(0);
    await earlier(11);
    expect(await forgetRates(database.db)).toBe(1);
    expect(await database.db.select({ name: bucket.name }).from(bucket)).toEqual([{ name: "arxiv" }]);
  });
});
