/** @file Search in a page, over the files of a static site. Runs in any browser; what it needs is a way to get a file. */
import { isStopWord, words } from "../search/tokens.ts";
import { AUTHOR, fileOf, FORMAT, PAPERS_A_FILE, type Head, type Shown, type WordHead } from "./format.ts";

export interface Found {
  id: string;
  title: string;
  authors: string[];
  /** How many authors there are in all. */
  authorCount: number;
  day: string;
  category: string;
  score: number;
}

export interface StaticSearch {
  papers: number;
  /** Papers with any of the words, best first by BM25F; of equals the newest first. */
  search(q: string, from: number, to: number): Promise<{ total: number; hits: Found[] }>;
}

/** Gets a file of the index by its name. */
export type GetFile = (name: string) => Promise<ArrayBuffer>;

/** Words of a question that are looked up. */
const MOST_WORDS = 32;

/** @throws Error when the files are of another format */
export async function openStaticSearch(get: GetFile): Promise<StaticSearch> {
  const kept = new Map<string, Promise<ArrayBuffer>>();
  const file = (name: string): Promise<ArrayBuffer> => {
    let found = kept.get(name);
    if (!found) {
      kept.set(name, (found = get(name)));
      found.catch(() => kept.delete(name));
    }
    return found;
  };
  const json = async <Value>(name: string): Promise<Value> =>
    JSON.parse(new TextDecoder().decode(await file(name))) as Value;
  const { format, papers, files } = await json<Head>("index.json");
  if (format !== FORMAT) throw new Error("The search index is of another release than this page.");

  async function addScores(word: string, scores: Float32Array): Promise<void> {
    const bytes = await file(`words-${fileOf(word, files)}.bin`);
    const length = new DataView(bytes).getUint32(0, true);
    const heads = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, length))) as WordHead[];
    let at = 4 + length;
    for (const [other, count, size, largest] of heads) {
      if (other === word) {
        addList(new Uint8Array(bytes, at, size), count, largest / 255, scores);
        return;
      }
      at += size;
    }
  }

  return {
    papers,
    async search(q, from, to) {
      const asked = [...new Set(words(q))].slice(0, MOST_WORDS);
      const telling = asked.filter((word) => !isStopWord(word));
      const scores = new Float32Array(papers);
      await Promise.all(
        telling.flatMap((word) => [addScores(word, scores), addScores(AUTHOR + word, scores)]),
      );
      const found: number[] = [];
      scores.forEach((score, number) => void (score > 0 && found.push(number)));
      found.sort((a, b) => scores[b] - scores[a] || a - b);
      const hits = await Promise.all(
        found.slice(from, to).map(async (number) => {
          const shown = await json<Shown[]>(`papers-${Math.floor(number / PAPERS_A_FILE)}.json`);
          const [id, title, authors, authorCount, day, category] = shown[number % PAPERS_A_FILE];
          return { id, title, authors, authorCount, day, category, score: scores[number] };
        }),
      );
      return { total: found.length, hits };
    },
  };
}

function addList(list: Uint8Array, count: number, unit: number, scores: Float32Array): void {
  let at = 0;
  let paper = 0;
  for (let n = 0; n < count; n++) {
    let difference = 0;
    for (let shift = 0; ; shift += 7) {
      const group = list[at++];
      difference |= (group & 127) << shift;
      if (group < 128) break;
    }
    paper += difference;
    scores[paper] += list[at++] * unit;
  }
}
