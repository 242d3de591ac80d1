/** @file Citations read back: by our own reader of BibTeX, and by Citation.js, which was written elsewhere. */
import { plugins, Cite } from "@citation-js/core";
// oxlint-disable-next-line import/no-unassigned-import -- a plugin of Citation.js
import "@citation-js/plugin-bibtex";
// oxlint-disable-next-line import/no-unassigned-import -- a plugin of Citation.js
import "@citation-js/plugin-ris";
import { describe, expect, test } from "vitest";
import { parseBibtex } from "../sources/bibtex.ts";
import { bibtex, writeBibtex } from "./bibtex.ts";
import { citationKeys, type Cited } from "./cited.ts";
import { cslItems, writeCsl } from "./csl.ts";
import { nameParts } from "./name.ts";
import { writeRis } from "./ris.ts";

const lmul: Cited = {
  id: "2410.00907",
  title: "Addition is All You Need for Energy-efficient Language Models",
  authors: [{ name: "Hongyin Luo" }, { name: "Wei Sun" }],
  day: "2024-10-01",
  categories: ["cs.CL", "cs.AI"],
};

const hostile: Cited = {
  id: "hep-th/9901001",
  title: 'H$^{\\mathbf{3}}$DP} , evil = {50% & "Gödel"\r\nER  - \\input{/etc/passwd}',
  authors: [
    { name: "Wil M. P. van der Aalst" },
    { name: "Jürgen Müller-Weiß" },
    { name: "Sammy Davis Jr.", family: "Davis", given: "Sammy" },
    { name: "The ATLAS Collaboration" },
    { name: "Rock and Roll" },
    { name: "毛泽东" },
  ],
  day: "1999-01-04",
  categories: ["hep-th"],
  doi: "10.1000/a_b(c)%3C",
  published: "Phys. Rev. D 70 & 71 (2004) 114013",
  abstract: "First $x<1$.\n\nER  - second paragraph",
};

describe("BibTeX", () => {
  test("names the paper by author, year and first long word", () => {
    expect(bibtex(lmul)).toBe(`@misc{luo2024addition,
  title = {{Addition is All You Need for Energy-efficient Language Models}},
  author = {Hongyin Luo and Wei Sun},
  year = {2024},
  eprint = {2410.00907},
  archivePrefix = {arXiv},
  primaryClass = {cs.CL},
  url = {https://arxiv.org/abs/2410.00907}
}`);
  });

  test("escapes what has a meaning in TeX, and accents leave the key", () => {
    const survey = {
      ...lmul,
      title: "50% of R&D: a {survey}",
      authors: [{ name: "Ana Núñez" }],
      categories: [],
    };
    const entry = bibtex(survey);
    expect(entry).toContain("@misc{nunez2024survey,");
    expect(entry).toContain("title = {{50\\% of R\\&D: a survey}}");
    expect(entry).toContain("author = {Ana N{\\'{u}}{\\~{n}}ez}");
    expect(entry).not.toContain("primaryClass");
  });

  test("is read back with the same title, names and identifiers, whatever a title contains", () => {
    const { papers, rejected } = parseBibtex(writeBibtex([lmul, hostile]));
    expect(rejected).toEqual([]);
    expect(papers.map(({ id }) => id)).toEqual(["2410.00907", "hep-th/9901001"]);
    expect(papers[0].title).toBe(lmul.title);
    expect(papers[1].title).toBe('H$^{\\mathbf{3}}$DP , evil = 50% & "Gödel" ER - \\input/etc/passwd');
    expect(papers[1].doi).toBe("10.1000/a_b(c)%3C");
    expect(papers[1].authors.map(({ name }) => name)).toEqual([
      "Wil M. P. van der Aalst",
      "Jürgen Müller-Weiß",
      "Sammy Davis Jr.",
      "The ATLAS Collaboration",
      "Rock and Roll",
      "毛泽东",
    ]);
  });

  test("is read by Citation.js with the parts of names", () => {
    const [first, second] = new Cite(writeBibtex([lmul, hostile])).data;
    expect(first).toMatchObject({
      title: lmul.title,
      author: [
        { family: "Luo", given: "Hongyin" },
        { family: "Sun", given: "Wei" },
      ],
      issued: { "date-parts": [[2024]] },
    });
    expect(second.author).toMatchObject([
      { family: "Aalst", given: "Wil M. P.", "non-dropping-particle": "van der" },
      { family: "Müller-Weiß", given: "Jürgen" },
      { family: "Davis", given: "Sammy", suffix: "Jr." },
      { family: "The ATLAS Collaboration" },
      { family: "Rock and Roll" },
      { family: "毛泽东" },
    ]);
    expect(second.DOI).toBe("10.1000/a_b(c)%3C");
  });
});

describe("CSL-JSON", () => {
  test("has titles and names in plain text, split", () => {
    expect(cslItems([lmul])[0]).toEqual({
      id: "luo2024addition",
      type: "article",
      title: lmul.title,
      author: [
        { family: "Luo", given: "Hongyin" },
        { family: "Sun", given: "Wei" },
      ],
      issued: { "date-parts": [[2024, 10, 1]] },
      DOI: "10.48550/arXiv.2410.00907",
      URL: "https://arxiv.org/abs/2410.00907",
      publisher: "arXiv",
      number: "arXiv:2410.00907",
      keyword: "cs.CL, cs.AI",
    });
  });

  test("is taken by Citation.js as it is", () => {
    const written = JSON.parse(writeCsl([lmul, hostile])) as { title: string }[];
    const { data } = new Cite(written);
    expect(data).toMatchObject(written);
    expect(data[1].title).toMatch(/^H³DP/);
  });
});

describe("RIS", () => {
  test("has one record a paper, whatever an abstract contains", () => {
    const text = writeRis([lmul, hostile]);
    expect(text.match(/^ER {2}- /gm)).toHaveLength(2);
    expect(text).not.toMatch(/[^\r]\n/);
  });

  test("is read by Citation.js with titles, names, day and identifiers", () => {
    expect(plugins.list()).toContain("@ris");
    const [first, second] = new Cite(writeRis([lmul, hostile])).data;
    expect(first).toMatchObject({
      title: lmul.title,
      DOI: "10.48550/arXiv.2410.00907",
      author: [
        { family: "Luo", given: "Hongyin" },
        { family: "Sun", given: "Wei" },
      ],
      issued: { "date-parts": [[2024, 10, 1]] },
    });
    expect(second).toMatchObject({ DOI: hostile.doi });
    expect(second.author).toHaveLength(6);
  });
});

test.each([
  ["Ludwig van Beethoven", { family: "Beethoven", given: "Ludwig", particle: "van" }],
  ["Christine de Kock", { family: "Kock", given: "Christine", particle: "de" }],
  ["Melvin Livingston III", { family: "Livingston", given: "Melvin", suffix: "III" }],
  ["Mennatallah El-Assady", { family: "El-Assady", given: "Mennatallah" }],
  ["Hannah LF Cooper", { family: "Cooper", given: "Hannah LF" }],
  ["danah boyd", { family: "boyd", given: "danah" }],
  ["Kimi Team", { literal: "Kimi Team" }],
  ["Plato", { literal: "Plato" }],
  ["Erd\\H{o}s P\\'al", { family: "Pál", given: "Erdős" }],
])("%s in parts", (name, parts) => {
  expect(nameParts({ name })).toEqual(parts);
});

test("keys of a list are all different", () => {
  expect(citationKeys([lmul, lmul, { ...lmul, title: "Other things" }, lmul])).toEqual([
    "luo2024addition",
    "luo2024addition-2",
    "luo2024other",
    "luo2024addition-3",
  ]);
  expect(citationKeys([{ ...hostile, title: "数", authors: [], day: undefined }])).toEqual([
    "paperhepth9901001",
  ]);
});
