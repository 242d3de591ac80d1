/** @file arXiv identifiers: paper and version apart. */

export interface ArxivId {
  /** Without version: `2410.00907`, `hep-th/9901001`. */
  id: string;
  /** As written; undefined when the identifier names the paper and not a version. */
  version: number | undefined;
}

// YYMM.NNNN until December 2014, YYMM.NNNNN since; archive[.SC]/YYMMNNN before April 2007.
const GRAMMAR = /^(\d{4}\.\d{4,5}|[a-z]+(?:-[a-z]+)*(?:\.[A-Z]{2})?\/\d{7})(?:v([1-9]\d{0,3}))?$/;

/**
 * Reads an identifier as it stands in texts, addresses and records: with or without `arXiv:`, `oai:arXiv.org:` or an address before it,
 * and `.pdf` after it.
 *
 * @returns undefined when it is none
 */
export function parseArxivId(text: string): ArxivId | undefined {
  const bare = text
    .trim()
    .replace(/^https?:\/\/(?:www\.|export\.)?arxiv\.org\/(?:abs|pdf|html)\//i, "")
    .replace(/^(?:oai:)?arxiv(?:\.org)?:/i, "")
    .replace(/\.pdf$/i, "");
  const match = GRAMMAR.exec(bare);
  if (!match) return undefined;
  return { id: match[1], version: match[2] === undefined ? undefined : Number(match[2]) };
}
