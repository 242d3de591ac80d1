/** @file Every way to name a paper that people paste. The identifiers are of real papers, their addresses as arXiv writes them. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readReference } from "./reference.ts";

const NEW = { kind: "arxiv", id: "2410.00907" };
const OLD = { kind: "arxiv", id: "hep-th/9901001" };

describe("an arXiv paper", () => {
  test.each([
    "2410.00907",
    " 2410.00907v2\n",
    "arXiv:2410.00907",
    "arxiv:2410.00907v1",
    "https://arxiv.org/abs/2410.00907",
    "http://arxiv.org/abs/2410.00907v3",
    "https://www.arxiv.org/abs/2410.00907?context=cs.LG",
    "arxiv.org/abs/2410.00907/",
    "https://arxiv.org/pdf/2410.00907",
    "https://arxiv.org/pdf/2410.00907v1.pdf",
    "https://arxiv.org/pdf/2410.00907#page=3",
    "https://arxiv.org/html/2410.00907v2",
    "https://export.arxiv.org/abs/2410.00907",
    "https://browse.arxiv.org/html/2410.00907",
    "https://arxiv.org/format/2410.00907",
    "https://arxiv.org/e-print/2410.00907",
    "https://ar5iv.labs.arxiv.org/html/2410.00907",
    "https://www.alphaxiv.org/abs/2410.00907",
    "https://huggingface.co/papers/2410.00907",
    "https://papers.example.org/papers/2410.00907",
    "http://localhost:3000/papers/2410.00907.md",
    "oai:arXiv.org:2410.00907",
    "<https://arxiv.org/abs/2410.00907>",
    "10.48550/arXiv.2410.00907",
    "https://doi.org/10.48550/arXiv.2410.00907",
    "doi:10.48550/ARXIV.2410.00907",
  ])("%j", (text) => expect(readReference(text)).toEqual(NEW));

  test.each([
    "hep-th/9901001",
    "https://arxiv.org/abs/hep-th/9901001v2",
    "https://arxiv.org/pdf/hep-th/9901001.pdf",
    "https://arxiv.org/abs/hep-th%2F9901001",
    "https://doi.org/10.48550/arXiv.hep-th/9901001",
  ])("%j", (text) => expect(readReference(text)).toEqual(OLD));

  test("with a subject class, which is no part of the identifier", () => {
    expect(readReference("math.GT/0309136")).toEqual({ kind: "arxiv", id: "math/0309136" });
    expect(readReference("https://arxiv.org/abs/cs.AI/0601001v1")).toEqual({
      kind: "arxiv",
      id: "cs/0601001",
    });
  });
});

test.each([
  "10.1145/3292500.3330701",
  "https://doi.org/10.1145/3292500.3330701",
  "doi: 10.1145/3292500.3330701",
])("%j is a DOI", (text) =>
  expect(readReference(text)).toEqual({ kind: "doi", doi: "10.1145/3292500.3330701" }),
);

test.each([
  "",
  "attention is all you need",
  "2410.907",
  "https://example.org/abs/2410.00907",
  "https://arxiv.org/list/cs.LG/recent",
  "https://arxiv.org",
  "javascript:alert(1)",
  "https://arxiv.org.example.org/abs/2410.00907",
  "https://arxiv.org/abs/%E0%A4%A",
  "2410.00907 2410.00908",
  `https://arxiv.org/abs/${"9".repeat(3_000)}`,
])("%j names no paper", (text) => expect(readReference(text)).toBeUndefined());

test("never throws, and what it names is an identifier", () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.webUrl({ withQueryParameters: true, withFragments: true })),
      (text) => {
        const read = readReference(text);
        expect(read?.kind === "arxiv" ? readReference(read.id) : read).toEqual(read);
      },
    ),
  );
});
