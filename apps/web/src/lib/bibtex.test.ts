import { expect, test } from "vitest";
import { bibtex } from "./bibtex.ts";

test("an entry names the paper by author, year and first long word", () => {
  const entry = bibtex({
    arxiv: "2410.00907",
    title: "Addition is All You Need for Energy-efficient Language Models",
    authors: ["Hongyin Luo", "Wei Sun"],
    date: "2024-10-01",
    categories: ["cs.CL", "cs.AI"],
  });
  expect(entry).toBe(`@misc{luo2024addition,
  title = {{Addition is All You Need for Energy-efficient Language Models}},
  author = {Hongyin Luo and Wei Sun},
  year = {2024},
  eprint = {2410.00907},
  archivePrefix = {arXiv},
  primaryClass = {cs.CL},
  url = {https://arxiv.org/abs/2410.00907}
}`);
});

test("signs with a meaning in TeX are escaped, and accents leave the key", () => {
  const entry = bibtex({
    arxiv: "2401.00001",
    title: "50% of R&D: a {survey}",
    authors: ["Ana Núñez"],
    date: "2024-01-01",
    categories: [],
  });
  expect(entry).toContain("@misc{nunez2024survey,");
  expect(entry).toContain("title = {{50\\% of R\\&D: a survey}}");
  expect(entry).not.toContain("primaryClass");
});
