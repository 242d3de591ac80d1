/** @file `papers ingest`: papers from files and services into the site's database, and the search index over them. */
import { existsSync } from "node:fs";
import { UsageError } from "@working-papers/lab";
import {
  addDays,
  buildIndex,
  computeTrending,
  daysBetween,
  harvestOai,
  importBibtex,
  importJsonLines,
  importListings,
  ingestDaily,
  ingestIds,
  ingestListing,
  ingestSubmitted,
  isDay,
  lastDay,
  loadEmbedder,
  politeClient,
  toDay,
  type Client,
  type Database,
  type Rejected,
  type Settings,
} from "@working-papers/daily";
import { withDatabase } from "../database.ts";
import { stopOnInterrupt } from "../interrupt.ts";
import { pacedBar } from "../pace.ts";
import { duration } from "../terminal.ts";
import { wholeNumber } from "../whole-number.ts";

export interface IngestCommandOptions {
  from: string[];
  listings: string[];
  list: string;
  categories?: string;
  ids?: string;
  set?: string;
  since?: string;
  until?: string;
  contact?: string;
  index: boolean;
  rejected: string;
  json?: boolean;
}

const SERVICES = ["arxiv", "oai", "huggingface"] as const;
type Source = (typeof SERVICES)[number];

/** Which services an option says something to. */
const TAKEN_BY = {
  categories: ["arxiv"],
  ids: ["arxiv"],
  set: ["oai"],
  since: SERVICES,
  until: ["arxiv", "huggingface"],
} as const;

/** What came of one file or service. */
interface Outcome {
  from: string;
  added: number;
  changed: number;
  unchanged: number;
  rejected: number;
}

export async function ingest(options: IngestCommandOptions): Promise<void> {
  checkSources(options);
  const stop = stopOnInterrupt();
  try {
    await withDatabase(async ({ database, settings }) => {
      const outcomes: Outcome[] = [];
      for (const from of options.from) {
        const took = await takeIn(from, database, settings, options, stop.signal);
        outcomes.push(took);
        console.error(sentence(took));
      }
      for (const path of options.listings) {
        const { days, places, rejected } = await importListings(database.db, path, options.list);
        console.error(
          `${path}: ${places.toLocaleString("en")} places on ${days} days in the list «${options.list}», ${rejected} rejected.`,
        );
        stop.signal.throwIfAborted();
      }
      if (options.index) await index(database, settings, stop.signal);
      if (options.json) console.log(JSON.stringify({ database: database.name, sources: outcomes }, null, 2));
    });
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    console.error("papers: stopped; what was taken in is kept, and the same command goes on from there.");
    process.exitCode = 130;
  } finally {
    stop.release();
  }
}

function checkSources(options: IngestCommandOptions): void {
  const { from, listings, since, until, rejected } = options;
  if (from.length === 0 && listings.length === 0)
    throw new UsageError(
      "Say what to take in: --from a file of JSON Lines or BibTeX, or arxiv, oai or huggingface; --listings a file of dated lists.",
    );
  for (const path of [...from.filter((one) => !isService(one)), ...listings])
    if (!existsSync(path))
      throw new UsageError(`There is no file ${path}, and sources are ${SERVICES.join(", ")}.`);
  for (const day of [since, until])
    if (day !== undefined && !isDay(day)) throw new UsageError(`«${day}» is not a day like 2026-09-10.`);
  wholeNumber("--rejected", rejected, 0, Number.MAX_SAFE_INTEGER);
  checkQuestion(options, new Set(from.filter(isService)));
}

/** Every option that was given says something to a service that was named. */
function checkQuestion(options: IngestCommandOptions, services: ReadonlySet<Source>): void {
  const { since, until, ids } = options;
  if (since !== undefined && until !== undefined && since > until)
    throw new UsageError(`The days go from ${since} to ${until}: --since must be the earlier one.`);
  if (until !== undefined && services.has("oai"))
    throw new UsageError("A harvest of oai goes on to today: leave --until out, or take from arxiv.");
  for (const [name, takers] of Object.entries(TAKEN_BY))
    if (options[name as keyof typeof TAKEN_BY] !== undefined && !takers.some((one) => services.has(one)))
      throw new UsageError(
        `--${name} is for ${takers.join(", ")}, which --from does not name: name it or leave --${name} out.`,
      );
  if (!services.has("arxiv")) return;
  const without = (["categories", "since", "until"] as const).find((name) => options[name] !== undefined);
  if (ids !== undefined && without !== undefined)
    throw new UsageError(`--ids names the papers of arxiv: leave --${without} or --ids out.`);
  if (until !== undefined && since === undefined)
    throw new UsageError("--until needs --since: arxiv without it takes today's announcements.");
}

function isService(from: string): from is Source {
  return (SERVICES as readonly string[]).includes(from) && !existsSync(from);
}

async function takeIn(
  from: string,
  database: Database,
  settings: Settings,
  options: IngestCommandOptions,
  signal: AbortSignal,
): Promise<Outcome> {
  if (isService(from)) {
    const contact = options.contact ?? settings.CONTACT;
    if (contact === undefined)
      throw new UsageError(
        `${from} wants to know who asks: give --contact or CONTACT, an address or mail of yours.`,
      );
    const client = politeClient({ db: database.db, contact });
    return { from, ...(await askService(from, client, settings, options, signal)) };
  }
  const bar = pacedBar(from);
  const show = rejectionPrinter(Number(options.rejected));
  try {
    const file = {
      signal,
      onRejected: show,
      progress: ({ read, fraction }: { read: number; fraction: number }) =>
        bar.at(fraction, `${read.toLocaleString("en")} records`),
    };
    const took = /\.bib(tex)?$/i.test(from)
      ? await importBibtex(database.db, from, file)
      : await importJsonLines(database.db, from, file);
    if (took.skipped > 0)
      console.error(`${from}: went on after ${took.skipped.toLocaleString("en")} records.`);
    return { from, ...took };
  } finally {
    bar.clear();
  }
}

/** Says what was left out and why: the first ones each, the rest counted. All of them are kept in the database. */
function rejectionPrinter(most: number): (rejected: Rejected) => void {
  let shown = 0;
  return ({ reason, excerpt }) => {
    if (++shown <= most) console.error(`left out: ${reason} ${excerpt.slice(0, 120)}`);
    else if (shown === most + 1)
      console.error("left out: more, which the table rejection keeps with the reasons.");
  };
}

async function askService(
  from: Source,
  client: Client,
  settings: Settings,
  options: IngestCommandOptions,
  signal: AbortSignal,
): Promise<Omit<Outcome, "from">> {
  const until = options.until ?? toDay(Date.now());
  const bar = pacedBar(from);
  const progress = (fraction: number): void => bar.at(fraction);
  try {
    if (from === "oai")
      return await harvestOai(client, {
        set: options.set ?? settings.INGEST_SET,
        from: options.since,
        signal,
      });
    if (from === "huggingface") {
      const since = options.since ?? until;
      const total = { added: 0, changed: 0, unchanged: 0, rejected: 0 };
      const days = daysBetween(since, until) + 1;
      for (let n = 0; n < days; n++) {
        const report = await ingestListing(client, addDays(since, n), { signal });
        for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += report[key];
        progress((n + 1) / days);
      }
      return total;
    }
    if (options.ids !== undefined)
      return await ingestIds(client, options.ids.split(/[\s,]+/).filter(Boolean), { signal });
    const categories =
      options.categories?.split(/[\s,+]+/).filter(Boolean) ?? settings.INGEST_CATEGORIES ?? [];
    if (categories.length === 0)
      throw new UsageError("Say which papers of arXiv: --categories cs.LG,stat.ML or --ids 2410.00907.");
    return options.since === undefined
      ? await ingestDaily(client, categories, { signal })
      : await ingestSubmitted(client, categories, { from: options.since, until, signal, progress });
  } finally {
    bar.clear();
  }
}

function sentence({ from, added, changed, unchanged, rejected }: Outcome): string {
  const [a, b, c, d] = [added, changed, unchanged, rejected].map((count) => count.toLocaleString("en"));
  return `${from}: ${a} papers added, ${b} changed, ${c} unchanged, ${d} rejected.`;
}

/** The index over everything, and the trending list of the last day. */
async function index(database: Database, settings: Settings, signal: AbortSignal): Promise<void> {
  const beganMs = performance.now();
  console.error("Building the search index …");
  const { papers } = await buildIndex(database.db, { embedder: await loadEmbedder(settings) });
  signal.throwIfAborted();
  const day = await lastDay(database.db);
  if (day !== undefined) await computeTrending(database.db, day);
  const seconds = (performance.now() - beganMs) / 1_000;
  console.error(`Search knows ${papers.toLocaleString("en")} papers (${duration(seconds)}).`);
}
