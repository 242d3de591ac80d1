/** @file The search box's language, with what people and others type into it. */
import { describe, expect, test } from "vitest";
import { isEmpty, parseQuery } from "./query.ts";

describe("a query", () => {
  test("has words, phrases, authors, categories, days and what is forbidden", () => {
    const query = parseQuery(
      'attention "integer only" -survey author:"Yann LeCun" cat:cs.CL after:2026-01 before:2026-W24 -category:cs.CV',
    );
    expect(query).toMatchObject({
      terms: ["attent", "integ"],
      phrases: [["integ", "only".replace("y", "i")]],
      authors: [["yann", "lecun"]],
      categories: ["cs.CL"],
      after: "2026-01-01",
      before: "2026-06-14",
      not: { terms: ["survey"], categories: ["cs.CV"] },
      notes: [],
      text: "attention integer only",
    });
  });

  test("keeps a hyphen within a word, and forbids only at its beginning", () => {
    expect(parseQuery("state-of-the-art L-Mul").not.terms).toEqual([]);
    expect(parseQuery("L-Mul").terms).toEqual(["l", "mul"]);
    expect(parseQuery("-a - --").not.terms).toEqual(["a"]);
    expect(parseQuery('-"neural network"').not.phrases).toEqual([["neural", "network"]]);
    expect(parseQuery("-self-attention").not.phrases).toEqual([["self", "attent"]]);
  });

  test("of stop words only searches for them", () => {
    expect(parseQuery("to be or not to be").terms).toEqual(["to", "be", "or", "not", "to", "be"]);
    expect(parseQuery("to be or not to learn").terms).toEqual(["learn"]);
  });

  test("that is an identifier names the paper", () => {
    expect(parseQuery("arXiv:2410.00907v2").id).toBe("2410.00907");
    expect(parseQuery("https://arxiv.org/abs/hep-th/9901001").id).toBe("hep-th/9901001");
    expect(parseQuery("2410.00907 l-mul").id).toBeUndefined();
  });

  test("says what it read otherwise than written", () => {
    expect(parseQuery('graph "neural net').notes).toEqual([
      "A closing quote is missing: «neural net» was read as a phrase.",
    ]);
    expect(parseQuery("after:yesterday graph")).toMatchObject({
      terms: ["yesterday", "graph"],
      after: undefined,
      notes: ["«yesterday» is not a day, a month or a year, and was read as words."],
    });
    expect(parseQuery("x ".repeat(10_000)).notes).toEqual(["Only the first 4,000 characters were read."]);
  });

  test.each([
    ["nothing", ""],
    ["white space", " \t\n"],
    ["quotes", '""" "'],
    ["a field without a value", "author: category: after:"],
    ["colons", ":::"],
    ["emoji", "🤖🧪"],
    ["brackets", "((( )]"],
    ["a lone surrogate", "\ud800"],
  ])("of %s is answered and finds nothing by itself", (_, text) => {
    const query = parseQuery(text);
    expect(isEmpty(query) || query.terms.length > 0).toBe(true);
  });

  test("of any kind is read in time", () => {
    const start = performance.now();
    for (const text of [
      '"'.repeat(10_000),
      "a:".repeat(10_000),
      "-".repeat(10_000),
      'author:"'.repeat(3_000),
      "a".repeat(1_000_000),
    ])
      parseQuery(text);
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});
