/** @file Trending: the formula by hand, and what is stored. */
import { beforeAll, expect, test } from "vitest";
import type { Database } from "../database/open.ts";
import { storePapers } from "../papers/store.ts";
import { incoming } from "../testing/papers.ts";
import { overBothDatabases } from "../testing/databases.ts";
import { readInputs } from "./inputs.ts";
import { setSignals } from "./signals.ts";
import { computeTrending, explain, readTrending, scoreOf, termsOf } from "./trending.ts";

test("a score is the decayed attention on a logarithm, less the age", () => {
  // 4 votes two days ago weigh 2; one run today weighs 5; log10(1 + 2 + 5) − 3/7.
  const terms = termsOf("2026-09-10", "2026-09-07", [
    { kind: "votes", day: "2026-09-08", value: 4 },
    { kind: "runs", day: "2026-09-10", value: 1 },
    { kind: "votes", day: "2026-09-11", value: 100 },
    { kind: "something else", day: "2026-09-10", value: 100 },
  ]);
  expect(terms).toEqual([
    { kind: "runs", value: 1, weight: 5, product: 5 },
    { kind: "votes", value: 2, weight: 1, product: 2 },
    { kind: "age", value: 3, weight: 1 / 7, product: 3 / 7 },
  ]);
  expect(scoreOf(terms)).toBeCloseTo(0.903_089_987 - 0.428_571_429, 8);
  expect(explain(terms)).toBe(
    "log10(1 + 1 members who ran its experiments × 5 + 2 votes × 1) − 3 days of age × 0.143 = 0.475",
  );
});

const days = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 86_400_000;
const at = (id: string, day: string, list = "arxiv", more = {}) =>
  incoming({ id, announced: day, listings: [{ list, day, position: 0, kind: "listed" }], ...more });

overBothDatabases("trending", (fresh) => {
  let database: Database;
  beforeAll(async () => {
    database = await fresh();
    await storePapers(database.db, "file", [
      at("2609.00001", "2026-09-10"),
      at("2609.00002", "2026-09-10"),
      at("2609.00003", "2026-09-10", "curated"),
      at("2609.00004", "2026-09-10", "arxiv", { comment: "Withdrawn" }),
      at("2605.00001", "2026-05-01"),
    ]);
    await setSignals(database.db, [
      { paperId: "2609.00001", day: "2026-09-10", kind: "votes", value: 1 },
      { paperId: "2609.00001", day: "2026-09-10", kind: "votes", value: 2 },
      { paperId: "2609.00002", day: "2026-09-10", kind: "runs", value: 1 },
      { paperId: "2609.00004", day: "2026-09-10", kind: "runs", value: 9 },
      { paperId: "2605.00001", day: "2026-09-10", kind: "votes", value: 999 },
    ]);
  });

  test("puts a run before a curated place before votes, and leaves out what is old or withdrawn", async () => {
    expect(await computeTrending(database.db, "2026-09-10")).toBe(3);
    const list = (await readTrending(database.db, "2026-09-10"))!;
    // log10(1 + 5), log10(1 + 3), log10(1 + 3): of equal scores the later paper is first.
    expect(list.papers.map(({ id, rank }) => [id, rank])).toEqual([
      ["2609.00002", 1],
      ["2609.00003", 2],
      ["2609.00001", 3],
    ]);
    for (const { score, terms } of list.papers) expect(scoreOf(terms)).toBeCloseTo(score, 12);
  });

  test("of yesterday stays as it was when today is computed", async () => {
    await setSignals(database.db, [
      { paperId: "2609.00001", day: "2026-09-11", kind: "comments", value: 50 },
    ]);
    await setSignals(database.db, [{ paperId: "2609.00001", day: "2026-09-11", kind: "comments", value: 5 }]);
    await computeTrending(database.db, "2026-09-11");
    expect((await readTrending(database.db, "2026-09-11"))!.papers[0].id).toBe("2609.00001");
    expect((await readTrending(database.db, "2026-09-10"))!.papers[0].id).toBe("2609.00002");
    const later = (await readTrending(database.db, "2026-09-20"))!;
    expect(later.day).toBe("2026-09-11");
    expect(later.papers[0].counts).toContainEqual({ kind: "comments", day: "2026-09-11", value: 5 });
    expect(later.papers[0].terms.find(({ kind }) => kind === "comments")?.value).toBe(5);
  });

  test("can be computed from its published inputs alone", async () => {
    const inputs = (await readInputs(database.db, "2026-09-11"))!;
    const { formula, papers, day } = JSON.parse(JSON.stringify(inputs)) as typeof inputs;
    // Written out from the formula on the page, not from the code.
    const order = papers
      .filter(({ since }) => days(since, day) <= formula.oldest)
      .map(({ id, since, counts }) => {
        let attention = 0;
        for (const { kind, weight } of formula.terms)
          for (const one of counts)
            if (one.kind === kind)
              attention += weight * one.value * 2 ** (-days(one.day, day) / formula.halfLife);
        return { id, attention, score: Math.log10(1 + attention) - days(since, day) / formula.tenfold };
      })
      .filter(({ attention }) => attention > 0)
      .sort((a, b) => b.score - a.score || (a.id < b.id ? 1 : -1));
    const list = (await readTrending(database.db, "2026-09-11", 500))!;
    expect(order.length).toBe(3);
    expect(order.map(({ id }) => id)).toEqual(list.papers.map(({ id }) => id));
    order.forEach(({ score }, i) => expect(score).toBeCloseTo(list.papers[i].score, 12));
    // What is too old was looked at, and its inputs are there to see.
    expect(papers.map(({ id }) => id)).toContain("2605.00001");
  });

  test("leaves out a paper of which nothing counts", async () => {
    await setSignals(database.db, [
      { paperId: "2609.00005", day: "2026-09-12", kind: "votes-stored", value: 9 },
    ]);
    await storePapers(database.db, "file", [at("2609.00005", "2026-09-12")]);
    await computeTrending(database.db, "2026-09-12");
    const list = (await readTrending(database.db, "2026-09-12"))!;
    expect(list.papers.map(({ id }) => id)).not.toContain("2609.00005");
  });

  test("has nothing before its first day", async () => {
    expect(await readTrending(database.db, "2026-09-09")).toBeUndefined();
  });
});
