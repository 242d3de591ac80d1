/** @file A paper's record as a BibTeX entry. */
import type { Paper } from "@working-papers/lab";

type Cited = Pick<Paper, "arxiv" | "title" | "authors" | "date" | "categories">;

/** A `@misc` entry with the arXiv fields that BibLaTeX and most styles know. */
export function bibtex(paper: Cited): string {
  const year = paper.date.slice(0, 4);
  const fields: [string, string][] = [
    // Doubled braces keep a style from lowering the capitals of names.
    ["title", `{${escapeTex(paper.title)}}`],
    ["author", paper.authors.map(escapeTex).join(" and ")],
    ["year", year],
    ["eprint", paper.arxiv],
    ["archivePrefix", "arXiv"],
  ];
  if (paper.categories.length > 0) fields.push(["primaryClass", paper.categories[0]]);
  fields.push(["url", `https://arxiv.org/abs/${paper.arxiv}`]);
  const lines = fields.map(([name, value]) => `  ${name} = {${value}}`);
  return `@misc{${citationKey(paper, year)},\n${lines.join(",\n")}\n}`;
}

/** «luo2024addition»: last name of the first author, year, first long word of the title. */
function citationKey(paper: Cited, year: string): string {
  const family = plainLetters(paper.authors[0].split(/\s+/).at(-1) ?? "");
  const word = paper.title.split(/[^\p{L}]+/u).find((part) => part.length > 3) ?? "";
  return `${family}${year}${plainLetters(word)}`;
}

function plainLetters(text: string): string {
  return text
    .normalize("NFD")
    .replace(/[^A-Za-z]/g, "")
    .toLowerCase();
}

function escapeTex(text: string): string {
  return text
    .replace(/[\\{}]/g, "")
    .replace(/[&%$#_]/g, (sign) => `\\${sign}`)
    .replace(/~/g, "\\textasciitilde{}")
    .replace(/\^/g, "\\textasciicircum{}");
}
