/** @file Feeds: periods without papers, neighbours, categories, pages. */
import { beforeAll, expect, test } from "vitest";
import type { Database } from "../database/open.ts";
import { storePapers, storePlaces } from "../papers/store.ts";
import { incoming } from "../testing/papers.ts";
import { overBothDatabases } from "../testing/databases.ts";
import { lastDay, readFeed } from "./feed.ts";
import { parsePeriod } from "./period.ts";
import { readSides } from "./sides.ts";

const placed = (id: string, day: string, position: number, categories = ["cs.LG"]) =>
  incoming({ id, announced: day, categories, listings: [{ list: "arxiv", day, position, kind: "new" }] });

overBothDatabases("a feed", (fresh) => {
  let database: Database;
  beforeAll(async () => {
    database = await fresh();
    await storePapers(database.db, "file", [
      placed("2609.00001", "2026-09-10", 1),
      placed("2609.00002", "2026-09-10", 0, ["cs.CV", "cs.LG"]),
      placed("2609.00003", "2026-09-11", 0, ["cs.CV"]),
      // Monday of the next week
      placed("2609.00004", "2026-09-14", 0),
      placed("2610.00001", "2026-10-01", 0),
    ]);
  });
  const read = (period: string, more = {}) => readFeed(database.db, { list: "arxiv", period, ...more });

  test("lists a day in the order of the list, with its neighbours", async () => {
    const feed = await read("2026-09-10");
    expect(feed.papers.map(({ id }) => id)).toEqual(["2609.00002", "2609.00001"]);
    expect(feed.papers[0]).toMatchObject({ title: "On 2609.00002", listed: "2026-09-10", kind: "new" });
    expect(feed).toMatchObject({ total: 2, page: 1, pages: 1, previous: undefined });
    expect(feed.next?.id).toBe("2026-09-11");
  });

  test("falls back from a weekend to the Friday before and says so", async () => {
    const feed = await read("2026-09-13");
    expect(feed.asked.id).toBe("2026-09-13");
    expect(feed.period?.id).toBe("2026-09-11");
    expect(feed.previous?.id).toBe("2026-09-10");
    expect(feed.next?.id).toBe("2026-09-14");
  });

  test("has nothing before its first day, and names the first that comes", async () => {
    const feed = await read("2020-01-01");
    expect(feed.period).toBeUndefined();
    expect(feed.papers).toEqual([]);
    expect(feed.next?.id).toBe("2026-09-10");
  });

  test("of a week holds the papers of its days, the latest first", async () => {
    const feed = await read("2026-W37");
    expect(feed.papers.map(({ id }) => id)).toEqual(["2609.00003", "2609.00002", "2609.00001"]);
    expect(feed.next?.id).toBe("2026-W38");
  });

  test("of a month knows the month after", async () => {
    const feed = await read("2026-09");
    expect(feed.total).toBe(4);
    expect(feed.next?.id).toBe("2026-10");
  });

  test("of a category has its own neighbours", async () => {
    const feed = await read("2026-09-14", { category: "cs.CV" });
    expect(feed.period?.id).toBe("2026-09-11");
    expect(feed.next).toBeUndefined();
    expect(feed.previous?.id).toBe("2026-09-10");
  });

  test("is cut into pages", async () => {
    const second = await read("2026-09", { size: 3, page: 2 });
    expect(second.papers.map(({ id }) => id)).toEqual(["2609.00001"]);
    expect(second).toMatchObject({ total: 4, pages: 2 });
    const beyond = await read("2026-09", { size: 3, page: 9 });
    expect(beyond).toMatchObject({ total: 4, pages: 2, papers: [] });
  });

  test("refuses what is no period, in a sentence", async () => {
    await expect(read("2026-02-30")).rejects.toThrow("«2026-02-30» is not a day");
    await expect(read("2026-W54")).rejects.toThrow("is not a day");
    await expect(read("today'; drop table paper")).rejects.toThrow("is not a day");
  });
});

overBothDatabases("a feed of all lists", (fresh) => {
  test("has each paper once, what works or was chosen first", async () => {
    const { db } = await fresh();
    const day = "2026-09-10";
    await storePapers(db, "file", [
      placed("2609.00001", day, 0),
      placed("2609.00002", day, 1),
      placed("2609.00003", day, 2),
    ]);
    await storePlaces(db, [
      { list: "curated", day, paperId: "2609.00002", position: 0, kind: "listed" },
      { list: "working", day, paperId: "2609.00003", position: 0, kind: "listed" },
    ]);
    const feed = await readFeed(db, { period: day });
    expect(feed.papers.map(({ id }) => id)).toEqual(["2609.00003", "2609.00002", "2609.00001"]);
    expect(feed.total).toBe(3);
    expect(await lastDay(db)).toBe(day);
  });

  test("has beside it the lists and categories of its period", async () => {
    const { db } = await fresh();
    const day = "2026-09-10";
    await storePapers(db, "file", [
      placed("2609.00001", day, 0, ["cs.CV"]),
      placed("2609.00002", day, 1, ["cs.LG", "cs.CV"]),
      placed("2609.00003", "2026-09-11", 0),
    ]);
    await storePlaces(db, [
      { list: "curated", day, paperId: "2609.00002", position: 0, kind: "listed" },
      { list: "curated", day, paperId: "2609.99999", position: 1, kind: "listed" },
    ]);
    const period = parsePeriod(day);
    expect(await readSides(db, period)).toEqual({
      lists: [
        { name: "arxiv", count: 2 },
        { name: "curated", count: 1 },
      ],
      categories: [
        { name: "cs.CV", count: 2 },
        { name: "cs.LG", count: 1 },
      ],
    });
    expect(await readSides(db, period, { list: "curated", category: "cs.LG" })).toEqual({
      lists: [
        { name: "arxiv", count: 1 },
        { name: "curated", count: 1 },
      ],
      categories: [
        { name: "cs.CV", count: 1 },
        { name: "cs.LG", count: 1 },
      ],
    });
  });
});
