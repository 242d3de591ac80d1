/**
 * @file Measures search: `node packages/daily/src/measure/quality.ts FOLDER`, a folder with `cacm/` and `arxiv-30k.jsonl.gz`. With `--record` the
 * values are kept in `recorded.json`, from where the site shows them.
 *
 * CACM tells how well questions find relevant records, and related records those that cite each other. Known items tell how well a title finds its
 * own abstract among 30,000 when the title is not in the index.
 */
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { createGunzip } from "node:zlib";
import { idOf, joinSegments, type Corpus } from "../search/corpus.ts";
import type { SearchDocument } from "../search/document.ts";
import { latentEmbedding, trainLatent } from "../search/latent.ts";
import { parseQuery } from "../search/query.ts";
import { rank, type Mode, type Vectors } from "../search/rank.ts";
import { relatedTo } from "../search/related.ts";
import { buildSegment } from "../search/segment.ts";
import type { Cacm } from "./cacm.ts";
import { averagePrecision, mean, ndcg, recall, reciprocalRank } from "./metrics.ts";
import { measurePersonal } from "./personal.ts";
import { writeRecorded, type Quality, type RecordedQuality } from "./recorded.ts";

/** An index of documents at hand with the trained embedder: what `buildIndex` stores. */
export interface Bench {
  corpus: Corpus;
  vectors: Vectors;
  /** Ids for a text, as a searcher would get them. */
  search(text: string, mode: Mode): string[];
}

export async function benchOf(documents: readonly SearchDocument[]): Promise<Bench> {
  const segment = buildSegment(documents);
  const corpus = joinSegments([segment]);
  const model = await trainLatent(segment);
  const embed = latentEmbedding(model);
  const vectors = {
    dimensions: model.dimensions,
    values: new Float32Array(documents.length * model.dimensions),
  };
  documents.forEach(({ title, abstract }, i) =>
    vectors.values.set(embed(`${title}\n${abstract}`), i * model.dimensions),
  );
  return {
    corpus,
    vectors,
    search(text, mode) {
      const query = parseQuery(asWords(text));
      return rank(corpus, query, mode, vectors, embed(query.text)).map(({ number }) => idOf(corpus, number));
    },
  };
}

/** A sentence, not a query: its quotes, hyphens and colons mean nothing to the search box. */
function asWords(text: string): string {
  return text.replace(/["“”:-]/g, " ");
}

/** The questions of CACM, all of them or those that `part` lets through. */
export function measureCacm(
  bench: Bench,
  cacm: Cacm,
  mode: Mode,
  part: (id: number) => boolean = () => true,
): Quality {
  const rankings = cacm.queries
    .filter(({ id }) => part(Number(id)))
    .map(({ text, relevant }) => ({ found: bench.search(text, mode), relevant }));
  return {
    ndcg10: mean(rankings.map(({ found, relevant }) => ndcg(found, relevant, 10))),
    map: mean(rankings.map(({ found, relevant }) => averagePrecision(found, relevant))),
    recall100: mean(rankings.map(({ found, relevant }) => recall(found, relevant, 100))),
  };
}

/** How many of the first ten related records a record cites or is cited by (nDCG@10), and of all such records among the first 20. */
export function measureRelated(bench: Bench, cacm: Cacm): { ndcg10: number; recall20: number } {
  const found = [...cacm.cited].map(([id, cited]) => ({
    cited,
    ids: relatedTo(bench.corpus, bench.vectors, Number(id) - 1, 20).map(({ number }) =>
      idOf(bench.corpus, number),
    ),
  }));
  return {
    ndcg10: mean(found.map(({ ids, cited }) => ndcg(ids, cited, 10))),
    recall20: mean(found.map(({ ids, cited }) => recall(ids, cited, 20))),
  };
}

export interface KnownItem extends SearchDocument {
  /** The title, which is not in the index. */
  question: string;
}

/** The mean reciprocal rank of papers for their titles; every `step`-th paper is asked for. */
export function measureKnownItems(
  bench: Bench,
  items: readonly KnownItem[],
  mode: Mode,
  step: number,
): number {
  return mean(
    items
      .filter((_, i) => i % step === 7 % step)
      .map(({ id, question }) => reciprocalRank(bench.search(question, mode), new Set([id]))),
  );
}

/** Records of a JSON Lines file as known items: the abstract is indexed, the title asks. */
export async function readKnownItems(path: string): Promise<KnownItem[]> {
  const items: KnownItem[] = [];
  for await (const line of createInterface({ input: createReadStream(path).pipe(createGunzip()) })) {
    const { id, title, abstract, categories } = JSON.parse(line) as Record<string, string> & {
      categories: string[];
    };
    items.push({
      key: items.length + 1,
      id,
      title: "",
      abstract,
      authors: [],
      categories,
      day: undefined,
      question: title,
    });
  }
  return items;
}

const MODES = ["words", "meaning", "both"] as const;

const even = (id: number): boolean => id % 2 === 0;

/** Everything that is measured, as `recorded.json` keeps it. */
export async function measureAll(folder: string): Promise<RecordedQuality> {
  const { readCacm } = await import("./cacm.ts");
  const cacm = await readCacm(join(folder, "cacm"));
  const bench = await benchOf(cacm.documents);
  const of = (mode: Mode, part?: (id: number) => boolean): Quality => measureCacm(bench, cacm, mode, part);
  const items = await readKnownItems(join(folder, "arxiv-30k.jsonl.gz"));
  const large = await benchOf(items);
  const step = Math.max(1, Math.floor(items.length / 500));
  const known = (mode: Mode): number => measureKnownItems(large, items, mode, step);
  return {
    measured: new Date().toISOString().slice(0, 10),
    command: "npm run search-quality FOLDER -- --record",
    cacm: {
      records: cacm.documents.length,
      questions: cacm.queries.length,
      quality: {
        baseline: await plainRanking(cacm),
        words: of("words"),
        meaning: of("meaning"),
        both: of("both"),
      },
      evenQuestions: { words: of("words", even), meaning: of("meaning", even), both: of("both", even) },
    },
    related: { records: cacm.cited.size, ...measureRelated(bench, cacm) },
    personal: measurePersonal(bench, cacm),
    knownItems: {
      abstracts: items.length,
      titles: items.filter((_, i) => i % step === 7 % step).length,
      meanReciprocalRank: { words: known("words"), meaning: known("meaning"), both: known("both") },
    },
  };
}

function row(name: string, values: number[]): void {
  console.log(name.padEnd(34), values.map((value) => value.toFixed(3)).join("   "));
}

function cells({ ndcg10, map, recall100 }: Quality): number[] {
  return [ndcg10, map, recall100];
}

function print({ cacm, related, personal, knownItems }: RecordedQuality): void {
  console.log(`CACM, ${cacm.questions} questions`.padEnd(34), "nDCG@10 MAP     recall@100");
  row("BM25 alone, fields as one text", cells(cacm.quality.baseline));
  for (const mode of MODES) row(mode, cells(cacm.quality[mode]));
  for (const mode of ["words", "both"] as const)
    row(`${mode}, even questions`, cells(cacm.evenQuestions[mode]));
  console.log(
    `\nRelated records, ${related.records} with citations: nDCG@10 ${related.ndcg10.toFixed(3)}, recall@20 ${related.recall20.toFixed(3)}`,
  );
  console.log(
    `\nRecommendations, ${personal.members} made-up members with ${personal.votes.toFixed(1)} votes`.padEnd(
      35,
    ),
    "nDCG@10 recall@20",
  );
  row("as the site does it", [personal.alike.ndcg10, personal.alike.recall20]);
  row("by words alone", [personal.words.ndcg10, personal.words.recall20]);
  row("related to the latest vote", [personal.latest.ndcg10, personal.latest.recall20]);
  row("cited most, whoever asks", [personal.popular.ndcg10, personal.popular.recall20]);
  console.log(
    `\nKnown items, ${knownItems.abstracts} abstracts, ${knownItems.titles} titles: mean reciprocal rank`,
  );
  for (const mode of MODES) row(mode, [knownItems.meanReciprocalRank[mode]]);
}

/** The baseline: textbook BM25 over title and abstract as one text, each query word once, no names, no nearness. */
export async function plainRanking(cacm: Cacm): Promise<Quality> {
  const { best, scoreWords } = await import("../search/lexical.ts");
  const corpus = joinSegments([
    buildSegment(
      cacm.documents.map((one) => ({
        ...one,
        title: "",
        authors: [],
        abstract: `${one.title}\n${one.abstract}`,
      })),
    ),
  ]);
  const mask = new Uint8Array(corpus.size).fill(1);
  const search = (text: string): string[] =>
    best(scoreWords(corpus, [...new Set(parseQuery(asWords(text)).terms)]).scores, mask, 1_000).map(
      ({ number }) => idOf(corpus, number),
    );
  return measureCacm(
    { corpus, vectors: { dimensions: 0, values: new Float32Array() }, search },
    cacm,
    "words",
  );
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { record: { type: "boolean", default: false } },
  });
  const folder = positionals[0] ?? process.env.DAILY_TEST_DATA;
  if (folder === undefined) {
    console.error(
      "Name the folder with the collections: node packages/daily/src/measure/quality.ts FOLDER [--record]",
    );
    process.exitCode = 2;
  } else {
    const measured = await measureAll(folder);
    print(measured);
    if (values.record) await writeRecorded(measured);
  }
}
