/** @file Records of papers: what is refused, and how it is said. */
import { expect, test } from "vitest";
import { definePaper } from "./paper.ts";

const record: Parameters<typeof definePaper>[0] = {
  slug: "a-paper",
  arxiv: "2410.00907",
  title: "A paper",
  authors: ["One Author"],
  date: "2024-10-01",
  listed: "2025-09-10",
  summary: "What it proposes and what it claims, said in our own words here.",
  system: "what a builder gets from it",
  claims: [
    {
      id: "A-1",
      statement: "Something is the case.",
      place: "abstract",
      reported: { text: "1" },
      scale: "full",
      needs: "an experiment",
    },
  ],
};
const claim = record.claims[0];

test("a record is completed with the defaults", () => {
  expect(definePaper(record).claims[0]).toMatchObject({ origin: "paper", recalled: false, checks: [] });
});

test.each([
  [{ slug: "A Paper" }, "slug: must be lower-case words joined by hyphens"],
  [{ arxiv: "hep-th/9901001" }, "arxiv: must be an arXiv id like 2410.00907"],
  [{ authors: [] }, "authors: "],
  [{ date: "2024-13-01" }, "date: "],
  [{ title: undefined }, "title: is missing"],
  [{ verdict: "reproduced" }, "has the unknown field verdict"],
  [{ claims: [claim, claim] }, "claims.1.id: A-1 is used twice"],
  [{ claims: [{ ...claim, verdict: "reproduced" }] }, "claims.0: has the unknown field verdict"],
  [
    { claims: [{ ...claim, needs: undefined }] },
    "claims.0.needs: a claim without checks must say what it needs",
  ],
  [{ claims: [{ ...claim, scale: "reduced" }] }, "claims.0.scaleNote: say the ratio to the paper's scale"],
])("a record with %j is refused", (change, message) => {
  expect(() => definePaper({ ...record, ...change } as typeof record)).toThrow(message);
});

test("a check names no preset: full decides", () => {
  const check = { experiment: "x", measurement: "y", expect: { kind: "atLeast", value: 1 }, preset: "quick" };
  const quick = { ...claim, checks: [check] };
  expect(() => definePaper({ ...record, claims: [quick] } as typeof record)).toThrow(
    "claims.0.checks.0: has the unknown field preset",
  );
});

test("a claim that is out of reach has no checks", () => {
  const check = { experiment: "x", measurement: "y", expect: { kind: "atLeast" as const, value: 1 } };
  const far = { ...claim, scale: "out of reach" as const, scaleNote: "needs more", checks: [check] };
  expect(() => definePaper({ ...record, claims: [far] })).toThrow(
    "claims.0.checks: a claim that is out of reach cannot have checks",
  );
});
