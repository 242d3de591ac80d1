/** @file Search quality has a floor: a change that makes search worse fails here. */
import { beforeAll, describe, expect, test, vi } from "vitest";
import { corpus } from "../testing/corpus.ts";
import { readCacm, type Cacm } from "./cacm.ts";
import type { Quality } from "./recorded.ts";
import { measurePersonal } from "./personal.ts";
import { averagePrecision, ndcg, recall, reciprocalRank } from "./metrics.ts";
import {
  benchOf,
  measureCacm,
  measureKnownItems,
  measureRelated,
  plainRanking,
  readKnownItems,
  type Bench,
} from "./quality.ts";

if (!corpus.cacm || !corpus.arxiv)
  console.warn("Skipped what needs the collections: DAILY_TEST_DATA names no folder with them.");
vi.setConfig({ hookTimeout: 60_000 });
const even = (id: number): boolean => id % 2 === 0;

describe.skipIf(!corpus.cacm)("search on CACM", () => {
  let cacm: Cacm;
  let bench: Bench;
  let words: Quality;
  let both: Quality;
  beforeAll(async () => {
    cacm = await readCacm(corpus.cacm!);
    bench = await benchOf(cacm.documents);
    words = measureCacm(bench, cacm, "words");
    both = measureCacm(bench, cacm, "both");
  });

  test("reads the whole collection", () => {
    expect(cacm.documents).toHaveLength(3204);
    expect(cacm.queries).toHaveLength(52);
    expect(cacm.queries.reduce((sum, { relevant }) => sum + relevant.size, 0)).toBe(796);
    expect(cacm.documents[0]).toMatchObject({
      title: "Preliminary Report-International Algebraic Language",
      authors: ["Perlis, A. J.", "Samelson,K."],
    });
  });

  test("finds what it found when it was measured", () => {
    expect(both.ndcg10).toBeGreaterThan(0.51);
    expect(both.map).toBeGreaterThan(0.37);
    expect(both.recall100).toBeGreaterThan(0.69);
  });

  test("recommends what belongs together better than what is cited most, and than what the latest vote says", () => {
    const { members, alike, words: byWords, latest, popular } = measurePersonal(bench, cacm);
    expect(members).toBeGreaterThan(200);
    expect(alike.ndcg10).toBeGreaterThan(latest.ndcg10 + 0.05);
    expect(alike.ndcg10).toBeGreaterThan(popular.ndcg10 + 0.05);
    expect(alike.recall20).toBeGreaterThan(byWords.recall20 - 0.01);
  });

  test("is better than plain BM25", async () => {
    const plain = await plainRanking(cacm);
    expect(plain.ndcg10).toBeGreaterThan(0.42);
    expect(words.ndcg10).toBeGreaterThan(plain.ndcg10 + 0.04);
    expect(words.map).toBeGreaterThan(plain.map + 0.03);
  });

  test("is not made worse by meaning on the even questions, which gain least from it", () => {
    const without = measureCacm(bench, cacm, "words", even);
    const beside = measureCacm(bench, cacm, "both", even);
    expect(beside.ndcg10).toBeGreaterThan(without.ndcg10 - 0.01);
    expect(beside.map).toBeGreaterThan(without.map - 0.01);
    expect(beside.recall100).toBeGreaterThan(without.recall100 + 0.01);
  });

  test("relates records that cite each other", () => {
    expect(measureRelated(bench, cacm).ndcg10).toBeGreaterThan(0.21);
  });
});

describe.skipIf(!corpus.arxiv)("search for a title among four thousand abstracts", () => {
  test("finds the paper first, and meaning does not hinder", async () => {
    const items = (await readKnownItems(corpus.arxiv!)).slice(0, 4_000);
    const bench = await benchOf(items);
    const words = measureKnownItems(bench, items, "words", 16);
    const both = measureKnownItems(bench, items, "both", 16);
    expect(words).toBeGreaterThan(0.96);
    expect(both).toBeGreaterThan(words - 0.005);
  });
});

describe("a measure", () => {
  const relevant = new Set(["a", "b"]);
  // By hand: gains at ranks 1 and 3 are 1 and 1/2; the best order has 1 + 1/log2(3).
  test("of gain is discounted by rank", () => {
    expect(ndcg(["a", "x", "b"], relevant, 10)).toBeCloseTo(1.5 / (1 + 1 / Math.log2(3)), 12);
    expect(ndcg([], relevant, 10)).toBe(0);
    expect(ndcg(["x"], new Set(), 10)).toBe(0);
  });

  test("of precision averages over all that is relevant", () => {
    expect(averagePrecision(["a", "x", "b"], relevant)).toBeCloseTo((1 + 2 / 3) / 2, 12);
    expect(averagePrecision(["a"], relevant)).toBe(0.5);
  });

  test("of recall stops at k, of the first hit at the first", () => {
    expect(recall(["x", "a", "b"], relevant, 2)).toBe(0.5);
    expect(reciprocalRank(["x", "a", "b"], relevant)).toBe(0.5);
    expect(reciprocalRank(["x"], relevant)).toBe(0);
  });
});
