/**
 * @file The search index of a static site: files that a page fetches a few of.
 *
 * An impact index (Anh and Moffat, 2005): beside each paper in a word's list stands what the word adds to the paper's score, in 8 bits, so that a page adds
 * numbers and knows nothing of lengths and frequencies. Words are spread over some hundred files, so that a question costs one small file a word.
 *
 *     index.json      what there is
 *     words-N.bin     heads [[word, papers, bytes, largest score], …] as JSON with its length before it; then each word's list: differences of
 *                     paper numbers in 7-bit groups (the last one has the high bit clear), each followed by the score in 1/255 of the largest
 *     papers-N.json   what a result shows, 250 papers a file, in order of their numbers: the newest first
 */

export const FORMAT = "working-papers-search-1";
export const PAPERS_A_FILE = 250;
/** Terms of authors begin so, as in the site's own index. */
export const AUTHOR = "@";

export interface Head {
  format: string;
  papers: number;
  files: number;
}

/** Id, title, authors, how many authors, day, primary category. */
export type Shown = [
  id: string,
  title: string,
  authors: string[],
  count: number,
  day: string,
  category: string,
];

export type WordHead = [word: string, papers: number, bytes: number, largest: number];

/** FNV-1a over UTF-16 units: which file a word is in. */
export function fileOf(word: string, files: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % files;
}
