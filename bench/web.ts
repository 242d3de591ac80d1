/**
 * @file How many pages a second the site gives out on one core, and how long a reader waits: npm run bench -- web ADDRESS [RECORDS [LISTINGS]]
 *
 * ADDRESS is a data folder or a PostgreSQL address; one without papers is filled from RECORDS (JSON Lines) and LISTINGS first, with the search index
 * and trending. The server runs on one core where the system can pin it (`taskset`), the readers on the others: sixteen connections on loopback, each
 * of which asks for the next page when the last one has come. «Kept» pages are asked for again and again; of the others each is asked for once, so that
 * every one is made. Searches are all different. The machine should do nothing else meanwhile.
 */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { Agent, get } from "node:http";
import { join } from "node:path";
import {
  buildIndex,
  computeTrending,
  importJsonLines,
  importListings,
  lastDay,
  openDatabase,
  periodOf,
  readFeed,
  type Database,
  type Period,
} from "@working-papers/daily";

const CONNECTIONS = 16;
const SECONDS = 6;
const IDS = 6_000;

const [address, records, listings] = process.argv.slice(2);
if (address === undefined) {
  console.error(
    "Name a data folder or a PostgreSQL address: npm run bench -- web ADDRESS [RECORDS [LISTINGS]]",
  );
  process.exit(2);
}

const site = await prepare();
const server = start();
const base = await addressOf(server);
console.log(`${site.papers} papers on ${site.kind}, ${CONNECTIONS} connections, ${SECONDS} s each`);
console.log(`${"page".padEnd(34)}requests/s    median      p99   failed   kB compressed`);
try {
  const one = site.ids[0];
  // What a process does in its first seconds is not what it does all day.
  await round("(warming up)", fresh(site.ids.splice(0, 400).map((id) => `/papers/${id}`)));
  await round("home, kept", () => "/");
  await round("paper, kept", () => `/papers/${one}`);
  await round("paper, each another one", fresh(site.ids.map((id) => `/papers/${id}`)));
  await round("search, each another one", fresh(await questions()));
  // A question mark with something new behind it is another address: the page is made anew.
  let n = 0;
  await round("home, made each time", () => `/?again=${n++}`);
} finally {
  server.kill();
  await once(server, "exit");
}

/** Sees to it that there are papers, and names some. */
async function prepare(): Promise<{ kind: string; papers: number; ids: string[] }> {
  const database = await openDatabase(address);
  try {
    if ((await lastDay(database.db, "arxiv")) === undefined) await fill(database);
    const found = await idsOf(database);
    return { kind: database.kind, ...found };
  } finally {
    await database.close();
  }
}

async function fill({ db }: Database): Promise<void> {
  if (records === undefined)
    throw new Error(`There are no papers in ${address}: name a file of records to fill it from.`);
  process.stdout.write("Filling the database … ");
  await importJsonLines(db, records);
  if (listings !== undefined) await importListings(db, listings);
  for (const list of ["arxiv", "curated"]) {
    const day = await lastDay(db, list);
    if (day !== undefined) await computeTrending(db, day);
  }
  await buildIndex(db);
  console.log("done.");
}

async function idsOf({ db }: Database): Promise<{ papers: number; ids: string[] }> {
  const ids = new Set<string>();
  let total = 0;
  let month: Period | undefined = periodOf("month", (await lastDay(db, "arxiv"))!);
  while (month !== undefined) {
    const first = await readFeed(db, { list: "arxiv", period: month.id, size: 100 });
    total += first.total;
    for (let page = 1; page <= first.pages && ids.size < IDS; page++)
      for (const { id } of (await readFeed(db, { list: "arxiv", period: month.id, size: 100, page })).papers)
        ids.add(id);
    month = first.previous;
  }
  return { papers: total, ids: [...ids] };
}

/** Words of titles, two at a time: what people type. */
async function questions(): Promise<string[]> {
  const words =
    "attention diffusion quantization operator reasoning arithmetic vision graph speech robot token"
      .split(" ")
      .concat("benchmark learning agents memory video language planning retrieval safety code".split(" "));
  return words.flatMap((a) => words.map((b) => `/search?q=${a}+${b}+model`));
}

function start(): ChildProcess {
  const file = join(import.meta.dirname, "..", "apps", "web", "start.ts");
  const pinned = spawnSync("taskset", ["--version"]).status === 0 ? ["taskset", "-c", "0"] : [];
  const [command, ...rest] = [...pinned, process.execPath, file];
  const { DATABASE_URL: _, DATA_DIR: _folder, ...environment } = process.env;
  const place = /^postgres(ql)?:/.test(address) ? { DATABASE_URL: address } : { DATA_DIR: address };
  return spawn(command, rest, {
    env: {
      ...environment,
      ...place,
      PORT: "0",
      HOST: "127.0.0.1",
      REQUESTS_PER_MINUTE: "0",
      LOG_LEVEL: "error",
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    child.stdout!.on("data", (part: Buffer) => {
      said += part.toString();
      const found = /http:\/\/localhost:(\d+)/.exec(said);
      if (found) resolve(`http://127.0.0.1:${found[1]}`);
    });
    child.once("exit", () => reject(new Error(`The site did not start: ${said}`)));
  });
}

/** Every path once, then the end. */
function fresh(paths: string[]): () => string | undefined {
  let next = 0;
  return () => paths[next++];
}

async function round(name: string, path: () => string | undefined): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const times: number[] = [];
  let bytes = 0;
  let failed = 0;
  const warm = path();
  if (warm !== undefined) await ask(agent, warm);
  const began = performance.now();
  const until = began + SECONDS * 1000;
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      while (performance.now() < until) {
        const next = path();
        if (next === undefined) return;
        const from = performance.now();
        const answer = await ask(agent, next);
        times.push(performance.now() - from);
        bytes += answer.bytes;
        if (answer.status !== 200) failed++;
      }
    }),
  );
  const seconds = (performance.now() - began) / 1000;
  agent.destroy();
  times.sort((a, b) => a - b);
  const at = (q: number): string => `${times[Math.floor((times.length - 1) * q)].toFixed(1)} ms`;
  console.log(
    name.padEnd(34) +
      (times.length / seconds).toFixed(0).padStart(10) +
      at(0.5).padStart(10) +
      at(0.99).padStart(9) +
      String(failed).padStart(9) +
      (bytes / times.length / 1000).toFixed(1).padStart(16),
  );
}

function ask(agent: Agent, path: string): Promise<{ status: number; bytes: number }> {
  return new Promise((resolve, reject) => {
    get(base + path, { agent, headers: { accept: "text/html", "accept-encoding": "gzip" } }, (response) => {
      let bytes = 0;
      response.on("data", (part: Buffer) => (bytes += part.length));
      response.on("end", () => resolve({ status: response.statusCode!, bytes }));
    }).on("error", reject);
  });
}
