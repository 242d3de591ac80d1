/** @file The engine on both databases: before and after an index is built, with new papers, filters, facets and strange input. */
import { beforeAll, expect, test } from "vitest";
import type { Database } from "../database/open.ts";
import { storePapers } from "../papers/store.ts";
import { incoming } from "../testing/papers.ts";
import { overBothDatabases } from "../testing/databases.ts";
import { searchDatabase } from "./database.ts";
import { buildIndex, openSearch, type SearchEngine } from "./engine.ts";
import type { Embedder } from "./embedder.ts";
import { MOST } from "./rank.ts";

const SUBJECTS = [
  "graph networks",
  "speech recognition",
  "image segmentation",
  "protein folding",
  "robot grasping",
];

function library(): ReturnType<typeof incoming>[] {
  return Array.from({ length: 60 }, (_, i) => {
    const subject = SUBJECTS[i % SUBJECTS.length];
    return incoming({
      id: `2609.${String(i).padStart(5, "0")}`,
      title: `${subject} number ${i}`,
      abstract: `We study ${subject} with learned models. ${i % 2 === 0 ? "Large language models help." : "Language that is large models help."}`,
      authors: [{ name: i % 3 === 0 ? "Ada Lovelace" : "Grace Hopper" }, { name: "Alan Turing" }],
      categories: i % 5 === 0 ? ["cs.LG", "cs.CV"] : ["math.NA"],
      announced: `2026-09-${String(1 + (i % 20)).padStart(2, "0")}`,
    });
  });
}

overBothDatabases("search", (fresh) => {
  let database: Database;
  let engine: SearchEngine;
  beforeAll(async () => {
    database = await fresh();
    await storePapers(database.db, "file", library());
    engine = await openSearch(database.db);
  });
  const ids = async (q: string, more = {}) =>
    (await engine.search({ q, mode: "words", size: 100, ...more })).hits.map(({ paper }) => paper.id);

  test("works before an index is built, by words", async () => {
    expect(engine.status()).toMatchObject({ papers: 60, since: 60, embedder: undefined });
    expect(await ids("protein")).toHaveLength(12);
    expect(await ids("protein", { mode: "meaning" })).toEqual([]);
  });

  test("finds by meaning once the index is built, in every process that opens it", async () => {
    await buildIndex(database.db);
    expect(await engine.refresh()).toMatchObject({ papers: 60, since: 0 });
    const other = await openSearch(database.db);
    expect(other.status()).toEqual(engine.status());
    const answer = await other.search({ q: "protein folding", mode: "meaning", size: 12 });
    expect(answer.hits.every(({ paper }) => paper.title.startsWith("protein"))).toBe(true);
    expect(await other.ids("protein folding")).toEqual(await engine.ids("protein folding"));
  });

  test("keeps to phrases, authors, categories and days", async () => {
    expect(await ids('"large language models"')).toHaveLength(30);
    expect(await ids('-"large language models" protein')).toHaveLength(6);
    expect(await ids("author:lovelace")).toHaveLength(20);
    expect(await ids("author:a.lovelace")).toHaveLength(20);
    expect(await ids("author:b.lovelace")).toEqual([]);
    // Two authors' names do not make a third.
    expect(await ids('author:"ada turing"')).toEqual([]);
    expect(await ids("category:cs protein")).toHaveLength(0);
    expect(await ids("category:CS.lg graph")).toHaveLength(12);
    expect(await ids("after:2026-09-20")).toHaveLength(3);
    expect(await ids("before:2026-09-01 after:2026")).toHaveLength(3);
    expect(await ids("-graph -speech -image -protein author:turing")).toHaveLength(12);
  });

  test("counts categories and months of the whole list, whatever the page", async () => {
    const answer = await engine.search({ q: "author:turing", size: 5, page: 2 });
    expect(answer).toMatchObject({ total: 60, page: 2, pages: 12 });
    expect(answer.facets).toEqual({
      categories: [
        { name: "math.NA", count: 48 },
        { name: "cs.CV", count: 12 },
        { name: "cs.LG", count: 12 },
      ],
      months: [{ name: "2026-09", count: 60 }],
    });
  });

  test("takes in a new paper and a new version, once each", async () => {
    await storePapers(database.db, "file", [
      incoming({ id: "2609.77777", title: "Quaternion knitting" }),
      incoming({ id: "2609.00003", version: 2, title: "Quaternion folding" }),
    ]);
    expect(await engine.refresh()).toMatchObject({ papers: 61, since: 2 });
    expect((await ids("quaternion")).toSorted()).toEqual(["2609.00003", "2609.77777"]);
    expect(await ids('"protein folding number 3"')).toEqual([]);
    expect((await ids("models")).filter((id) => id === "2609.00003")).toEqual([]);
  });

  test("adds papers near in meaning after those with the words, and not to a list by date", async () => {
    const { hits } = await engine.search({ q: "proteins -folding", size: 100 });
    expect(hits).not.toHaveLength(0);
    const near = await engine.search({ q: "quaternion protein", size: 100 });
    expect(near.hits.slice(0, 13).every(({ words }) => words > 0)).toBe(true);
    const dated = await engine.search({ q: "quaternion protein", size: 100, sort: "newest" });
    expect(dated.hits.every(({ words }) => words > 0)).toBe(true);
  });

  test("names a paper by its identifier, and puts the newest first when asked", async () => {
    expect(await ids("arXiv:2609.00007v1")).toEqual(["2609.00007"]);
    const [first] = (await engine.search({ q: "graph", sort: "newest" })).hits;
    expect(first.paper.announced).toBe("2026-09-16");
  });

  test("relates papers of one subject and says by which words", async () => {
    const related = await engine.related("2609.00004", 5);
    expect(related.every(({ paper }) => paper.title.startsWith("robot"))).toBe(true);
    expect(related[0].shared).toEqual(expect.arrayContaining(["robot", "grasp"]));
    expect(await engine.related("2609.99999")).toEqual([]);
  });

  test.each([
    ["nothing", ""],
    ["SQL", "'; drop table paper; -- \" or 1=1"],
    ["ten thousand characters", "protein ".repeat(1_300)],
    ["unbalanced quotes", '"protein folding'],
    ["emoji and bidi", "🧬 \u202eprotein\u0000"],
    ["operators", "protein & | ! <-> :* \\"],
  ])("answers %s politely", async (_, q) => {
    const answer = await engine.search({ q });
    expect(answer.total).toBeLessThanOrEqual(MOST);
    expect(answer.hits.length > 0).toBe(/protein/.test(q));
    await searchDatabase(database.db, q);
  });

  test("of the database itself finds all words before any", async () => {
    const found = await searchDatabase(database.db, "speech number 21");
    expect(found[0].id).toBe("2609.00021");
    expect(found).toHaveLength(20);
    expect(await searchDatabase(database.db, '"networks graph"')).not.toEqual([]);
  });

  test("refuses a page that is none", async () => {
    await expect(engine.search({ q: "x", page: 0 })).rejects.toThrow("A page from 1 was expected");
    await expect(engine.search({ q: "x", size: 1_000 })).rejects.toThrow("A page size from 1 to 100");
  });

  test("takes a host's own embedder, asks it once for each paper, and does not trust it", async () => {
    const texts: string[] = [];
    const own: Embedder = {
      id: "own-2",
      dimensions: 2,
      embed: async (asked) => {
        texts.push(...asked);
        return asked.map((text) => Float32Array.from(/protein/i.test(text) ? [3, 4] : [4, -3]));
      },
    };
    await buildIndex(database.db, { embedder: own });
    expect(texts).toHaveLength(61);
    const theirs = await openSearch(database.db, { embedder: own });
    expect(theirs.status().embedder).toBe("own-2");
    const { hits } = await theirs.search({ q: "protein", mode: "meaning", size: 1 });
    expect(hits[0].meaning).toBeCloseTo(1, 6);
    await storePapers(database.db, "file", [incoming({ id: "2609.88888" })]);
    texts.length = 0;
    await buildIndex(database.db, { embedder: own });
    expect(texts).toHaveLength(1);
    // The stored vectors are of another model: words go on alone.
    expect((await openSearch(database.db)).status().embedder).toBeUndefined();
    const broken: Embedder = {
      ...own,
      embed: async (asked) => asked.map(() => Float32Array.from([Number.NaN, 1])),
    };
    await storePapers(database.db, "file", [incoming({ id: "2609.99999" })]);
    await expect(buildIndex(database.db, { embedder: broken })).rejects.toThrow(
      "promised vectors of 2 finite numbers",
    );
  });
});
