/** @file Identifiers, texts, and papers as they are stored and read. */
import { sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { computeTrending } from "../ranking/trending.ts";
import { overBothDatabases } from "../testing/databases.ts";
import { incoming } from "../testing/papers.ts";
import { parseArxivId } from "./arxiv-id.ts";
import { cleanLine, cleanText } from "./clean.ts";
import { splitNames } from "./names.ts";
import type { IncomingPaper } from "./record.ts";
import { readPaper, readPapers, revisionOf } from "./read.ts";
import { storeRecorded } from "./recorded.ts";
import { storePapers, storePlaces } from "./store.ts";

test.each([
  ["2410.00907", "2410.00907", undefined],
  ["0704.0001v2", "0704.0001", 2],
  ["hep-th/9901001v1", "hep-th/9901001", 1],
  ["math.GT/0309136", "math.GT/0309136", undefined],
  ["arXiv:2410.00907v3", "2410.00907", 3],
  ["oai:arXiv.org:2203.01250v3", "2203.01250", 3],
  ["http://arxiv.org/abs/2202.12139v1", "2202.12139", 1],
  [" https://arxiv.org/pdf/2202.12139v1.pdf ", "2202.12139", 1],
])("%s names paper %s in version %s", (text, id, version) => {
  expect(parseArxivId(text)).toEqual({ id, version });
});

test.each([
  "",
  "2410.907",
  "24100.00907",
  "2410.00907v0",
  "2410.00907 OR 1",
  "../2410.00907",
  "https://evil.example/abs/2410.00907",
])("«%s» names no paper", (text) => {
  expect(parseArxivId(text)).toBeUndefined();
});

describe("texts", () => {
  test("are composed, and lose what is invisible", () => {
    expect(cleanLine("  Be\u0301la\u00ad \t\n Minta\u200b ")).toBe("Béla Minta");
    expect(cleanText(" a\nb \n\n\n c\u2028d ")).toBe("a b\n\nc d");
  });

  test("with several names are split", () => {
    expect(splitNames("A. One, B. Two, and C. Three")).toEqual(["A. One", "B. Two", "C. Three"]);
    expect(splitNames("Sandy Anderson and Andy Sand; X")).toEqual(["Sandy Anderson", "Andy Sand", "X"]);
  });
});

/** Thirty papers of a month of their own. */
function batch(n: number): IncomingPaper[] {
  return Array.from({ length: 30 }, (_, i) => incoming({ id: `26${10 + n}.${String(i).padStart(5, "0")}` }));
}

const recorded = (title: string) =>
  incoming({
    id: "2609.00001",
    version: undefined,
    title,
    abstract: "",
    listings: [{ list: "working", day: "2026-09-10", position: 0, kind: "listed" }],
  });

overBothDatabases("papers", (fresh) => {
  test("are read with versions and places", async () => {
    const { db } = await fresh();
    await storePapers(db, "file", [
      incoming({
        id: "2609.00001",
        title: "First",
        listings: [{ list: "arxiv", day: "2026-09-10", position: 3, kind: "new" }],
      }),
    ]);
    await storePapers(db, "file", [
      incoming({ id: "2609.00001", version: 2, title: "Second", updated: "2026-09-12T00:00:00Z" }),
    ]);
    const page = (await readPaper(db, "arXiv:2609.00001v1"))!;
    expect(page.paper).toMatchObject({ id: "2609.00001", version: 2, title: "Second" });
    expect(page.versions).toMatchObject([
      { version: 1, title: "First" },
      { version: 2, title: null, submitted: new Date("2026-09-12T00:00:00Z") },
    ]);
    expect(page.places).toEqual([{ list: "arxiv", day: "2026-09-10", kind: "new" }]);
    expect(await readPaper(db, "2609.99999")).toBeUndefined();
    expect((await readPapers(db, ["2609.00001", "2609.99999"])).map(({ id }) => id)).toEqual(["2609.00001"]);
  });

  test("are stored by many at once without losing a number", async () => {
    const { db } = await fresh();
    await Promise.all([0, 1].map((n) => storePapers(db, "file", batch(n))));
    const { rows } = await db.execute(sql`select count(distinct revision)::int as numbers from paper`);
    expect(rows).toEqual([{ numbers: 60 }]);
  });

  test("keep what another source said, and a withdrawal until a newer version", async () => {
    const { db } = await fresh();
    const id = "2609.00001";
    await storePapers(db, "a", [
      incoming({
        id,
        comment: "Withdrawn by the authors",
        doi: "10.1/x",
        authors: [{ name: "Ada Example", family: "Example", given: "Ada" }],
      }),
    ]);
    await storePapers(db, "b", [incoming({ id, abstract: "", licence: "CC0" })]);
    expect((await readPaper(db, id))!.paper).toMatchObject({
      withdrawn: true,
      doi: "10.1/x",
      licence: "CC0",
      abstract: "We measure what happens and report it.",
      authors: [{ family: "Example" }],
    });
    await storePapers(db, "b", [incoming({ id, version: 2 })]);
    expect((await readPaper(db, id))!.paper).toMatchObject({ withdrawn: false, comment: null });
    expect(await storePapers(db, "b", [incoming({ id, version: 2 }), incoming({ id, version: 2 })])).toEqual({
      added: 0,
      changed: 0,
      unchanged: 2,
    });
  });

  test("count every change that a page may show, and nothing else", async () => {
    const { db } = await fresh();
    const grows = async (change: () => Promise<unknown>): Promise<boolean> => {
      const before = await revisionOf(db);
      await change();
      return (await revisionOf(db)) > before;
    };
    expect(await grows(() => storePapers(db, "file", [incoming({ id: "2609.00001" })]))).toBe(true);
    expect(
      await grows(() =>
        storePlaces(db, [
          { list: "curated", day: "2026-09-10", paperId: "2609.00001", position: 0, kind: "listed" },
        ]),
      ),
    ).toBe(true);
    expect(await grows(() => computeTrending(db, "2026-09-10"))).toBe(true);
    expect(await grows(() => readPaper(db, "2609.00001"))).toBe(false);
  });

  test("of the repository give way to what a source tells, and keep their place", async () => {
    const { db } = await fresh();
    await storeRecorded(db, [recorded("As the repository has it")]);
    await storeRecorded(db, [recorded("As the repository has it now")]);
    expect((await readPaper(db, "2609.00001"))!.paper).toMatchObject({
      title: "As the repository has it now",
      abstract: "",
    });
    await storePapers(db, "file", [incoming({ id: "2609.00001", title: "As its source has it" })]);
    await storeRecorded(db, [recorded("As the repository has it")]);
    const { paper, places } = (await readPaper(db, "2609.00001"))!;
    expect(paper).toMatchObject({
      title: "As its source has it",
      abstract: "We measure what happens and report it.",
    });
    expect(places).toEqual([{ list: "working", day: "2026-09-10", kind: "listed" }]);
  });
});
