/** @file Identifiers, texts, and papers as they are stored and read. */
import { describe, expect, test } from "vitest";
import { overBothDatabases } from "../testing/databases.ts";
import { incoming } from "../testing/papers.ts";
import { parseArxivId } from "./arxiv-id.ts";
import { cleanLine, cleanText } from "./clean.ts";
import { splitNames } from "./names.ts";
import type { IncomingPaper } from "./record.ts";
import { readPaper, readPapers, revisionOf } from "./read.ts";
import { storePapers } from "./store.ts";

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

overBothDatabases("papers", (fresh) => {
  test("are read with versions and places", async () => {
    const { db } = await fresh();
    expect(await revisionOf(db)).toBe(0);
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
    expect(await revisionOf(db)).toBe(2);
  });

  test("are stored by many at once without losing a number", async () => {
    const { db } = await fresh();
    await Promise.all([0, 1].map((n) => storePapers(db, "file", batch(n))));
    expect(await revisionOf(db)).toBe(60);
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
    const before = await revisionOf(db);
    expect(await storePapers(db, "b", [incoming({ id, version: 2 }), incoming({ id, version: 2 })])).toEqual({
      added: 0,
      changed: 0,
      unchanged: 2,
    });
    expect(await revisionOf(db)).toBe(before + 2);
  });
});
