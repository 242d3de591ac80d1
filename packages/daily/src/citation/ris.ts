/** @file RIS, for reference managers: lines of a tag and a value, CRLF at their ends. */
import { cleanLine } from "../papers/clean.ts";
import { plain } from "../papers/tex.ts";
import { addressOf, arxivOf, citationKeys, doiOf, type Cited } from "./cited.ts";
import { invertedName, nameParts } from "./name.ts";

export const RIS_TYPE = "application/x-research-info-systems; charset=utf-8";

export function writeRis(papers: readonly Cited[]): string {
  const keys = citationKeys(papers);
  return papers.map((paper, i) => record(paper, keys[i])).join("\r\n");
}

function record(paper: Cited, key: string): string {
  const arxiv = arxivOf(paper);
  const lines: [string, string | undefined][] = [
    ["TY", "UNPB"],
    ["ID", key],
    ["TI", plain(paper.title)],
    ...paper.authors.map((one): [string, string] => {
      const parts = nameParts(one);
      return ["AU", "literal" in parts ? parts.literal : invertedName(parts, true)];
    }),
    ["PY", paper.day?.slice(0, 4)],
    ["DA", paper.day?.replaceAll("-", "/")],
    ["AB", paper.abstract && plain(paper.abstract)],
    ...paper.categories.map((term): [string, string] => ["KW", term]),
    ["PB", arxiv && "arXiv"],
    ["AN", arxiv && `arXiv:${arxiv}`],
    ["DO", doiOf(paper)],
    ["UR", addressOf(paper)],
    ["N1", paper.published && plain(paper.published)],
    ["ER", ""],
  ];
  // A value is one line, so that none can end its record and begin another.
  return lines
    .filter(([, value]) => value !== undefined)
    .map(([tag, value]) => `${tag}  - ${cleanLine(value!)}\r\n`)
    .join("");
}
