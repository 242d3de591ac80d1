/**
 * @file Measures import, start and answers: `node packages/daily/src/measure/latency.ts RECORDS.jsonl.gz [ADDRESS]`.
 *
 * ADDRESS is an empty data folder or a PostgreSQL address; a folder in the system's temporary one by default. Prints medians and 95th percentiles
 * of a warm process, each query asked several times in changing order, and the processor time that one answer takes, which a busy machine does not
 * inflate.
 */
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase } from "../database/open.ts";
import { importJsonLines } from "../ingest/file.ts";
import { lastDay, readFeed } from "../lists/feed.ts";
import { buildIndex, openSearch, type SearchEngine } from "../search/engine.ts";

/** Queries as people write them, and a few that cost. */
const QUERIES = [
  "diffusion models",
  "integer-only quantization of vision transformers",
  "large language model reasoning",
  '"large language models"',
  '"chain of thought" -survey category:cs.CL',
  "retrieval augmented generation evaluation benchmark after:2026-01",
  "author:wang segmentation",
  "category:cs.LG neural operators for partial differential equations",
  "how do transformers learn to multiply numbers",
  "speech recognition low resource languages",
  "we propose a new method that outperforms the state of the art on several benchmarks and show that it scales",
  "robot manipulation imitation learning",
  "gaussian splatting",
  "graph",
  "tokenization",
];

interface Cost {
  wall: number;
  processor: number;
}

/** Milliseconds. */
async function costOf(work: () => Promise<unknown>): Promise<Cost> {
  const before = process.cpuUsage();
  const start = performance.now();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { wall: performance.now() - start, processor: (user + system) / 1_000 };
}

function print(name: string, value: string): void {
  console.log(name.padEnd(44), value);
}

async function main(records: string, address: string): Promise<void> {
  let database = await openDatabase(address);
  let papers = 0;
  const importing = await costOf(async () => {
    const { added, changed, unchanged } = await importJsonLines(database.db, records);
    papers = added + changed + unchanged;
  });
  print(`import, ${database.kind}`, `${papers} papers, ${rate(papers, importing)}`);
  const again = await costOf(() => importJsonLines(database.db, records));
  print("the same import again", rate(papers, again));
  print("train, embed and index", seconds(await costOf(() => buildIndex(database.db))));
  await database.close();

  const opening = await costOf(async () => void (database = await openDatabase(address)));
  let engine!: SearchEngine;
  const loading = await costOf(async () => void (engine = await openSearch(database.db)));
  print("start: open the database, load search", `${seconds(opening)} + ${seconds(loading)}`);

  for (const mode of ["words", "meaning", "both"] as const)
    print(`search, ${mode}`, await timed(QUERIES.map((q) => () => engine.search({ q, mode, size: 20 }))));
  const { hits } = await engine.search({ q: QUERIES[0], size: 20 });
  print(
    "related papers",
    await timed(
      hits.map(
        ({ paper }) =>
          () =>
            engine.related(paper.id),
      ),
    ),
  );
  const day = (await lastDay(database.db, "arxiv"))!;
  const month = day.slice(0, 7);
  print("a day's feed", await timed([() => readFeed(database.db, { list: "arxiv", period: day })]));
  print("a month's feed", await timed([() => readFeed(database.db, { list: "arxiv", period: month })]));
  print(
    "a category's month",
    await timed([() => readFeed(database.db, { list: "arxiv", period: month, category: "cs.LG" })]),
  );
  print("memory of the process", `${Math.round(process.memoryUsage().rss / 1e6)} MB`);
  await database.close();
}

const ROUNDS = 20;

/** Wall and processor times of some questions, after one round that does not count. */
async function timed(questions: (() => Promise<unknown>)[]): Promise<string> {
  const times: number[] = [];
  const processor: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    for (let i = 0; i < questions.length; i++) {
      const before = process.cpuUsage();
      const start = performance.now();
      await questions[(i * 7 + round) % questions.length]();
      if (round === 0) continue;
      times.push(performance.now() - start);
      const { user, system } = process.cpuUsage(before);
      processor.push((user + system) / 1_000);
    }
  }
  return `${spread(times)}, processor ${spread(processor)} (${times.length} answers)`;
}

/** «median 4.1 ms, p95 9.8 ms» */
function spread(times: number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): string => sorted[Math.floor(share * (sorted.length - 1))].toFixed(1);
  return `median ${at(0.5)} ms, p95 ${at(0.95)} ms`;
}

function rate(count: number, { wall, processor }: Cost): string {
  const per = (time: number): number => Math.round(count / (time / 1_000));
  return `${per(wall)} papers/s, by processor time ${per(processor)} papers/s`;
}

function seconds({ wall, processor }: Cost): string {
  return `${(wall / 1_000).toFixed(1)} s (processor ${(processor / 1_000).toFixed(1)} s)`;
}

if (import.meta.main) {
  const [records, address = join(await mkdtemp(join(tmpdir(), "daily-latency-")), "data")] =
    process.argv.slice(2);
  if (records === undefined) {
    console.error("Name the records: node packages/daily/src/measure/latency.ts RECORDS.jsonl.gz [ADDRESS]");
    process.exitCode = 2;
  } else await main(records, address);
}
