/** @file Writes the search index of a static site from the papers in the database. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Db } from "../database/open.ts";
import { paper } from "../database/schema.ts";
import { plain } from "../papers/tex.ts";
import type { SearchDocument } from "../search/document.ts";
import { buildSegment, impactOf, type Segment } from "../search/segment.ts";
import { isStopWord } from "../search/tokens.ts";
import { fileOf, FORMAT, PAPERS_A_FILE, type Head, type Shown, type WordHead } from "./format.ts";

export interface SearchFiles {
  papers: number;
  words: number;
  files: number;
  /** Of all files. */
  bytes: number;
}

/** Words in a file, about. */
const WORDS_A_FILE = 400;
/** Names that a result shows. */
const AUTHORS_SHOWN = 3;

/** Writes the files into a folder. */
export async function writeSearchFiles(db: Db, folder: string): Promise<SearchFiles> {
  await mkdir(folder, { recursive: true });
  const papers = await newestFirst(db);
  const segment = buildSegment(papers);
  const kept = segment.terms.flatMap((term, number) => (isStopWord(term) ? [] : [number]));
  const files = Math.max(1, Math.ceil(kept.length / WORDS_A_FILE));
  let bytes = 0;
  const write = async (name: string, content: string | Uint8Array): Promise<void> => {
    bytes += Buffer.byteLength(content);
    await writeFile(join(folder, name), content);
  };
  const byFile = Map.groupBy(kept, (number) => fileOf(segment.terms[number], files));
  for (let file = 0; file < files; file++)
    await write(`words-${file}.bin`, wordFile(segment, byFile.get(file) ?? [], papers.length));
  for (let start = 0; start < papers.length; start += PAPERS_A_FILE) {
    const shown = papers.slice(start, start + PAPERS_A_FILE).map(shownOf);
    await write(`papers-${start / PAPERS_A_FILE}.json`, JSON.stringify(shown));
  }
  const head: Head = { format: FORMAT, papers: papers.length, files };
  await write("index.json", JSON.stringify(head));
  return { papers: papers.length, words: kept.length, files, bytes };
}

async function newestFirst(db: Db): Promise<SearchDocument[]> {
  const rows = await db
    .select({
      key: paper.key,
      id: paper.id,
      title: paper.title,
      abstract: paper.abstract,
      authors: paper.authors,
      categories: paper.categories,
      announced: paper.announced,
      submitted: paper.submitted,
    })
    .from(paper);
  return rows
    .map(({ authors, announced, submitted, ...row }) => ({
      ...row,
      authors: authors.map(({ name }) => name),
      day: announced ?? submitted?.toISOString().slice(0, 10),
    }))
    .sort((a, b) => (b.day ?? "").localeCompare(a.day ?? "") || b.id.localeCompare(a.id));
}

function shownOf({ id, title, authors, day, categories }: SearchDocument): Shown {
  return [id, plain(title), authors.slice(0, AUTHORS_SHOWN), authors.length, day ?? "", categories[0] ?? ""];
}

function wordFile(segment: Segment, numbers: readonly number[], papers: number): Uint8Array {
  const heads: WordHead[] = [];
  const lists: number[][] = [];
  for (const number of numbers) {
    const [from, to] = [segment.starts[number], segment.starts[number + 1]];
    const weight = Math.log(1 + (papers - (to - from) + 0.5) / (to - from + 0.5));
    let largest = 0;
    for (let at = from; at < to; at++) largest = Math.max(largest, impactOf(segment, at));
    const list: number[] = [];
    let before = 0;
    for (let at = from; at < to; at++) {
      let difference = segment.documents[at] - before;
      before = segment.documents[at];
      for (; difference > 127; difference >>>= 7) list.push((difference & 127) | 128);
      list.push(difference, Math.max(1, Math.round((255 * impactOf(segment, at)) / largest)));
    }
    heads.push([segment.terms[number], to - from, list.length, Number((largest * weight).toPrecision(5))]);
    lists.push(list);
  }
  const head = Buffer.from(JSON.stringify(heads));
  const size = Buffer.alloc(4);
  size.writeUInt32LE(head.length);
  return Buffer.concat([size, head, ...lists.map((list) => Buffer.from(list))]);
}
