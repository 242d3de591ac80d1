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

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function print(name: string, value: string): void {
  console.log(name.padEnd(44), value);
}

async function main(records: string, address: string): Promise<void> {
  let database = await openDatabase(address);
  let papers = 0;
  const importing = await milliseconds(async () => {
    const { added, changed, unchanged } = await importJsonLines(database.db, records);
    papers = added + changed + unchanged;
  });
  print(`import, ${database.kind}`, `${papers} papers, ${rate(papers, importing)} papers/s`);
  const again = await milliseconds(() => importJsonLines(database.db, records));
  print("the same import again", `${rate(papers, again)} papers/s`);
  print("train, embed and index", seconds(await milliseconds(() => buildIndex(database.db))));
  await database.close();

  const opening = await milliseconds(async () => void (database = await openDatabase(address)));
  let engine!: SearchEngine;
  const loading = await milliseconds(async () => void (engine = await openSearch(database.db)));
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

/** «median 4.1 ms, p95 9.8 ms, processor 5.0 ms» of some questions, after one round that does not count. */
async function timed(questions: (() => Promise<unknown>)[]): Promise<string> {
  const times: number[] = [];
  let before = process.cpuUsage();
  for (let round = 0; round <= ROUNDS; round++) {
    if (round === 1) before = process.cpuUsage();
    for (let i = 0; i < questions.length; i++) {
      const start = performance.now();
      await questions[(i * 7 + round) % questions.length]();
      if (round > 0) times.push(performance.now() - start);
    }
  }
  const { user, system } = process.cpuUsage(before);
  times.sort((a, b) => a - b);
  const at = (share: number): string => times[Math.floor(share * (times.length - 1))].toFixed(1);
  return `median ${at(0.5)} ms, p95 ${at(0.95)} ms, processor ${((user + system) / 1_000 / times.length).toFixed(1)} ms (${times.length} answers)`;
}

function rate(count: number, time: number): number {
  return Math.round(count / (time / 1_000));
}

function seconds(time: number): string {
  return `${(time / 1_000).toFixed(1)} s`;
}

if (import.meta.main) {
  const [records, address = join(await mkdtemp(join(tmpdir(), "daily-latency-")), "data")] =
    process.argv.slice(2);
  if (records === undefined) {
    console.error("Name the records: node packages/daily/src/measure/latency.ts RECORDS.jsonl.gz [ADDRESS]");
    process.exitCode = 2;
  } else await main(records, address);
}
