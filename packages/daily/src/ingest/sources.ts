/** @file What can be asked: each source in the way its service documents, through the polite client into the database. */
import { eq, sql } from "drizzle-orm";
import { harvest } from "../database/schema.ts";
import { addDays, daysBetween, isDay } from "../lists/period.ts";
import { parseArxivId } from "../papers/arxiv-id.ts";
import { setSignals } from "../ranking/signals.ts";
import { parseApiAnswer } from "../sources/arxiv-api.ts";
import { parseDailyAnswer } from "../sources/arxiv-daily.ts";
import { parseDailyListing } from "../sources/huggingface.ts";
import { parseOaiAnswer } from "../sources/oai.ts";
import { ClientError, type Client, type Kept } from "./client.ts";
import { emptyReport, markWithdrawn, readAnswer, type Report } from "./reading.ts";

export interface SourceOptions {
  signal?: AbortSignal;
  /** Another address of the service, for tests and mirrors; its origin must be one of the client's services. */
  base?: string;
}

/** A service answered that it will not tell, and why. */
export class SourceRefused extends Error {
  override name = "SourceRefused";
  /** Its own words. */
  readonly says: string;
  constructor(says: string) {
    super(`arXiv refused the request: ${says}`);
    this.says = says;
  }
}

const CATEGORY = /^[a-z]+(?:-[a-z]+)*(?:\.[A-Za-z-]+)?$/;
const IDS_A_REQUEST = 100;

/** Today's announcements of some categories. Asked again on the same day it costs an empty answer. */
export async function ingestDaily(
  client: Client,
  categories: readonly string[],
  { base = "https://rss.arxiv.org", signal }: SourceOptions = {},
): Promise<Report> {
  checkCategories(categories);
  const report = emptyReport();
  const url = `${base}/rss/${categories.join("+")}`;
  const kept = await client.get("arxiv-daily", url, { conditional: true, signal });
  await readAnswer(client.db, "arxiv-daily", kept, parseDailyAnswer, report);
  return report;
}

/**
 * Papers by identifier. Those that the service does not know are simply not among the answers; one that it calls malformed spoils a whole request,
 * so they are looked at here first.
 *
 * @throws RangeError naming an identifier that is none
 * @throws SourceRefused with what arXiv says
 */
export async function ingestIds(
  client: Client,
  ids: readonly string[],
  { base = "https://export.arxiv.org", signal }: SourceOptions = {},
): Promise<Report> {
  const wrong = ids.find((id) => parseArxivId(id) === undefined);
  if (wrong !== undefined) throw new RangeError(`«${wrong.slice(0, 60)}» is not an arXiv identifier.`);
  const report = emptyReport();
  for (let start = 0; start < ids.length; start += IDS_A_REQUEST) {
    const batch = ids.slice(start, start + IDS_A_REQUEST);
    const url = `${base}/api/query?id_list=${batch.map(encodeURIComponent).join(",")}&start=0&max_results=${batch.length}`;
    const kept = await orErrorAnswer(client.get("arxiv-api", url, { signal }));
    const answer = await readAnswer(client.db, "arxiv-api", kept, parseApiAnswer, report);
    // What is not in an answer is taken for not there, so one that says nothing must not pass for an answer.
    if (!answer) throw new Error("An answer of arXiv could not be read. It is kept, with the reason.");
    if (answer.error !== undefined) throw new SourceRefused(answer.error);
  }
  return report;
}

export interface SubmittedOptions extends SourceOptions {
  /** First and last day of submission. */
  from: string;
  until: string;
  progress?: (fraction: number) => void;
}

/** Results of one request; arXiv allows 2,000, and asks for fewer. */
const PAGE = 500;
/** A page in the middle of a long list that comes empty is asked for again so often. */
const EMPTY_PAGES = 3;

/**
 * Papers that were submitted to some categories within some days, by the query API. An interrupted one goes on with the day at which it was, since
 * each day is a question of its own.
 *
 * @throws RangeError when a category or a day is none
 */
export async function ingestSubmitted(
  client: Client,
  categories: readonly string[],
  { from, until, base = "https://export.arxiv.org", signal, progress }: SubmittedOptions,
): Promise<Report> {
  checkCategories(categories);
  for (const day of [from, until])
    if (!isDay(day)) throw new RangeError(`«${day}» is not a day like 2026-09-10.`);
  if (from > until) throw new RangeError(`The days go from ${from} to ${until}: the later one comes second.`);
  const { db } = client;
  const source = `arxiv-api ${[...categories].sort().join("+")} ${from} ${until}`;
  await db
    .insert(harvest)
    .values({ source, since: from, started: sql`now()` })
    .onConflictDoNothing();
  const [state] = await db.select().from(harvest).where(eq(harvest.source, source));
  const report = emptyReport();
  const days = daysBetween(from, until) + 1;
  const begin = state.finished === null && state.since !== null ? state.since : from;
  for (let day = begin; day <= until; day = addDays(day, 1)) {
    await ingestDay(client, categories, day, base, signal, report);
    await db
      .update(harvest)
      .set({ since: addDays(day, 1), finished: day === until ? sql`now()` : null })
      .where(eq(harvest.source, source));
    progress?.((daysBetween(from, day) + 1) / days);
  }
  return report;
}

async function ingestDay(
  client: Client,
  categories: readonly string[],
  day: string,
  base: string,
  signal: AbortSignal | undefined,
  report: Report,
): Promise<void> {
  const stamp = day.replaceAll("-", "");
  const among = categories.map((category) => `cat:${category}`).join(" OR ");
  const search = `(${among}) AND submittedDate:[${stamp}0000 TO ${stamp}2359]`;
  let empty = 0;
  for (let start = 0; ;) {
    const query = new URLSearchParams({
      search_query: search,
      start: String(start),
      max_results: String(PAGE),
      sortBy: "submittedDate",
      sortOrder: "ascending",
    });
    const kept = await orErrorAnswer(client.get("arxiv-api", `${base}/api/query?${query}`, { signal }));
    const answer = await readAnswer(client.db, "arxiv-api", kept, parseApiAnswer, report);
    if (answer?.error !== undefined) throw new SourceRefused(answer.error);
    if (!answer) throw new Error("An answer of arXiv could not be read; it is kept with the reason.");
    const got = answer.papers.length + answer.rejected.length;
    start += got;
    if (start >= (answer.total ?? 0)) return;
    empty = got === 0 ? empty + 1 : 0;
    if (empty >= EMPTY_PAGES)
      throw new Error(`arXiv promised ${answer.total} papers of ${day} and gave ${start}: try again later.`);
  }
}

function checkCategories(categories: readonly string[]): void {
  const wrong = categories.find((category) => !CATEGORY.test(category));
  if (categories.length === 0 || wrong !== undefined)
    throw new RangeError(
      `Categories like cs.LG were expected, ${wrong === undefined ? "and none were given" : `not «${wrong}»`}.`,
    );
}

/** The query API answers 400 with a feed that says why. */
async function orErrorAnswer(request: Promise<Kept>): Promise<Kept> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof ClientError && error.status === 400 && error.key !== undefined)
      return { key: error.key, body: error.body };
    throw error;
  }
}

export interface HarvestOptions extends SourceOptions {
  /** `cs`, `cs:cs:AI`, `physics:hep-th`; all of arXiv without it. */
  set?: string;
  /** The day from which changes are wanted when nothing was harvested before; without it everything. */
  from?: string;
  format?: "arXiv" | "arXivRaw";
  /** Pages at most, after which the next harvest goes on. */
  pages?: number;
}

/** OAI-PMH: changes since the last complete harvest. What was begun is continued, also after a crash. */
export async function harvestOai(client: Client, options: HarvestOptions = {}): Promise<Report> {
  const { base = "https://oaipmh.arxiv.org/oai", set, format = "arXiv", pages = 10_000, signal } = options;
  if (set !== undefined && !/^[A-Za-z-]+(?::[A-Za-z.-]+)*$/.test(set))
    throw new RangeError(`«${set}» is not a set like cs or physics:hep-th.`);
  if (options.from !== undefined && !isDay(options.from))
    throw new RangeError(`«${options.from}» is not a day like 2026-09-10.`);
  const { db } = client;
  const source = `arxiv-oai ${format} ${set ?? "all"}`;
  const report = emptyReport();
  await db.insert(harvest).values({ source, since: options.from }).onConflictDoNothing();
  let [state] = await db.select().from(harvest).where(eq(harvest.source, source));
  for (let page = 0; page < pages; page++) {
    const query = new URLSearchParams({ verb: "ListRecords" });
    if (state.resumption !== null) query.set("resumptionToken", state.resumption);
    else {
      query.set("metadataPrefix", format);
      if (state.since !== null) query.set("from", state.since);
      if (set !== undefined) query.set("set", set);
    }
    const kept = await client.get("arxiv-oai", `${base}?${query}`, { signal });
    const answer = await readAnswer(db, "arxiv-oai", kept, parseOaiAnswer, report);
    // Going on after a page that could not be read would lose its records for good: the next harvest asks for it again.
    if (!answer)
      throw new Error("An answer of the OAI-PMH repository could not be read; it is kept with the reason.");
    await markWithdrawn(db, answer.deleted);
    if (answer.error?.code === "badResumptionToken" && state.resumption !== null) {
      // Tokens last a day. The list begins anew; what it brings a second time changes nothing.
      [state] = await db
        .update(harvest)
        .set({ resumption: null, started: null })
        .where(eq(harvest.source, source))
        .returning();
      continue;
    }
    if (answer.error !== undefined && answer.error.code !== "noRecordsMatch")
      throw new Error(`The OAI-PMH repository refused (${answer.error.code}): ${answer.error.message}`);
    const started = state.started ?? new Date(answer.responseDate ?? Date.now());
    const complete = answer.resumption === undefined;
    [state] = await db
      .update(harvest)
      .set(
        complete
          ? {
              resumption: null,
              started: null,
              finished: sql`now()`,
              since: started.toISOString().slice(0, 10),
            }
          : { resumption: answer.resumption, started },
      )
      .where(eq(harvest.source, source))
      .returning();
    if (complete) break;
  }
  return report;
}

/** A day's curated listing: the papers, their places, and the votes there as a signal of the day on which they are listed. */
export async function ingestListing(
  client: Client,
  day: string,
  { base = "https://huggingface.co", signal }: SourceOptions = {},
): Promise<Report> {
  if (!isDay(day)) throw new RangeError(`«${day}» is not a day like 2026-09-10.`);
  const report = emptyReport();
  const url = `${base}/api/daily_papers?date=${day}&limit=100`;
  const kept = await client.get("huggingface", url, { conditional: true, signal });
  const listing = await readAnswer(
    client.db,
    "huggingface",
    kept,
    (body) => parseDailyListing(body, day),
    report,
  );
  if (listing)
    await setSignals(
      client.db,
      listing.votes.map((votes) => ({ ...votes, kind: "upvotes-elsewhere" })),
    );
  return report;
}

/** Asks for papers that stand in a list and have not arrived. */
export async function repairListed(client: Client, most = 500, options: SourceOptions = {}): Promise<Report> {
  const { rows } = await client.db.execute<{ id: string }>(sql`
    select distinct on (paper_id) paper_id as id from listing
    where not exists (select from paper where paper.id = listing.paper_id) order by paper_id desc limit ${most}`);
  const ids = rows.map(({ id }) => id).filter((id) => parseArxivId(id)?.id === id);
  return ids.length === 0 ? emptyReport() : ingestIds(client, ids, options);
}
