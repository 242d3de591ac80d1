/** @file CSL-JSON (Citation Style Language 1.0.2): what Zotero, Pandoc and citation processors read. */
import { plain } from "../papers/tex.ts";
import { addressOf, arxivOf, citationKeys, doiOf, type Cited } from "./cited.ts";
import { nameParts, type LiteralName } from "./name.ts";

export const CSL_TYPE = "application/vnd.citationstyles.csl+json; charset=utf-8";

export interface CslName {
  family: string;
  given?: string;
  "non-dropping-particle"?: string;
  suffix?: string;
}

export interface CslItem {
  id: string;
  /** CSL's word for a preprint. */
  type: "article";
  title: string;
  author: (CslName | LiteralName)[];
  issued?: { "date-parts": [number[]] };
  abstract?: string;
  DOI?: string;
  URL?: string;
  publisher?: string;
  /** The arXiv identifier, as Zotero keeps it. */
  number?: string;
  keyword?: string;
  note?: string;
}

export function cslItems(papers: readonly Cited[]): CslItem[] {
  const keys = citationKeys(papers);
  return papers.map((paper, i) => cslItem(paper, keys[i]));
}

export function writeCsl(papers: readonly Cited[]): string {
  return `${JSON.stringify(cslItems(papers), undefined, 2)}\n`;
}

function cslItem(paper: Cited, id: string): CslItem {
  const arxiv = arxivOf(paper);
  return {
    id,
    type: "article",
    title: plain(paper.title),
    author: paper.authors.map((one) => {
      const parts = nameParts(one);
      if ("literal" in parts) return parts;
      const { particle, ...rest } = parts;
      return particle === undefined ? rest : { ...rest, "non-dropping-particle": particle };
    }),
    ...(paper.day === undefined ? {} : { issued: { "date-parts": [paper.day.split("-").map(Number)] } }),
    ...(paper.abstract === undefined ? {} : { abstract: plain(paper.abstract) }),
    DOI: doiOf(paper),
    URL: addressOf(paper),
    ...(arxiv === undefined ? {} : { publisher: "arXiv", number: `arXiv:${arxiv}` }),
    ...(paper.categories.length > 0 ? { keyword: paper.categories.join(", ") } : {}),
    ...(paper.published === undefined ? {} : { note: plain(paper.published) }),
  };
}
