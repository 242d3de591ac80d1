/** @file Search over files finds what the site's own search by words finds. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { storePapers } from "../papers/store.ts";
import { openSearch } from "../search/engine.ts";
import { overBothDatabases } from "../testing/databases.ts";
import { incoming } from "../testing/papers.ts";
import { fileOf } from "./format.ts";
import { openStaticSearch, type StaticSearch } from "./read.ts";
import { writeSearchFiles, type SearchFiles } from "./write.ts";

test("a word's file is the same everywhere", () => {
  // FNV-1a of «a» is e40c292c: the published test vector.
  expect(fileOf("a", 2 ** 32)).toBe(0xe40c292c);
});

overBothDatabases("search over files", (fresh) => {
  let folder: string;
  let written: SearchFiles;
  let search: StaticSearch;
  let byWords: (q: string) => Promise<string[]>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "search-files-"));
    const { db } = await fresh();
    const topics = ["quantum walk", "neural operator", "integer arithmetic", "lattice theory", "attention"];
    await storePapers(
      db,
      "file",
      Array.from({ length: 600 }, (_, i) =>
        incoming({
          id: `2609.${String(i).padStart(5, "0")}`,
          title: `On ${topics[i % 5]} ${i % 7 === 0 ? "and attention" : ""}`,
          abstract: `We study the ${topics[(i + 1) % 5]} ${"again ".repeat(i % 4)}with word${i}. $x^2$`,
          authors: [
            { name: i === 42 ? "Grace Walker" : "Ada Example" },
            { name: "B" },
            { name: "C" },
            { name: "D" },
          ],
          announced: i < 300 ? "2026-09-10" : "2026-09-11",
        }),
      ),
    );
    written = await writeSearchFiles(db, folder);
    search = await openStaticSearch(async (name) => {
      const { buffer, byteOffset, byteLength } = await readFile(join(folder, name));
      return buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
    });
    const engine = await openSearch(db);
    byWords = (q) => engine.ids(q, "words");
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test("is small and says what it holds", () => {
    expect(written).toMatchObject({ papers: 600 });
    expect(written.words).toBeGreaterThan(600);
    expect(search.papers).toBe(600);
  });

  test.each(["word17", "lattice", "attention", "quantum arithmetic", "Walkers"])(
    "%j finds the papers that the site finds",
    async (q) => {
      const { total, hits } = await search.search(q, 0, 1_000);
      const expected = await byWords(q);
      expect(total).toBe(hits.length);
      expect(new Set(hits.map(({ id }) => id))).toEqual(new Set(expected));
      const scores = hits.map(({ score }) => score);
      expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    },
  );

  test("ranks a word of the title before one of the abstract, and shows what a list shows", async () => {
    const { hits } = await search.search("neural operators", 0, 3);
    expect(hits.every(({ title }) => title.includes("neural operator"))).toBe(true);
    expect(hits[0]).toMatchObject({
      day: "2026-09-11",
      category: "cs.LG",
      authors: ["Ada Example", "B", "C"],
      authorCount: 4,
    });
  });

  test.each(["", "the of and", "nowhere-to-be-found-xyz", "😀\u0000'; drop table", "a".repeat(10_000)])(
    "%j is answered with nothing",
    async (q) => expect(await search.search(q, 0, 10)).toEqual({ total: 0, hits: [] }),
  );
});
