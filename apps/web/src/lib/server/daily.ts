/**
 * @file The site's database and search, opened once a process: before the first request, and closed after the last.
 *
 * The papers of the repository are put in at the start, so that a new site has its feed at once.
 */
import {
  firstEditorLink,
  IncomingPaper,
  loadEmbedder,
  openAccounts,
  openDatabase,
  openSearch,
  providersOf,
  revisionOf,
  storeRecorded,
  type Accounts,
  type Database,
  type SearchEngine,
  type Work,
  watchRuns,
  type RunWatch,
} from "@working-papers/daily";
import type { Paper } from "@working-papers/lab";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { repository, root } from "./repository.ts";
import { log, settings, startSiteWork } from "./work.ts";

export interface Daily {
  readonly database: Database;
  readonly search: SearchEngine;
  /** The queue, and runs that readers ask for. */
  readonly work: Work;
  readonly runs: RunWatch;
  /** Who comes, and how they sign in. */
  readonly accounts: Accounts;
  /**
   * The revision of what pages show: the same number, the same answers. When it has grown, search takes in what came, in the background.
   */
  revision(): Promise<number>;
}

/** The list in which the papers of the repository stand, by the day in their record. */
export const WORKING = "working";

// Kept outside of this module: the development server loads it anew when it changes, and a folder can be opened only once.
const place = globalThis as typeof globalThis & { [slot]?: Promise<Daily> };
const slot = Symbol.for("working-papers.daily");
let opened: Daily | undefined;

/**
 * Opens database and search. The database is that of `DATABASE_URL` or the folder `DATA_DIR`.
 *
 * @throws Error in a sentence for the host when it cannot be opened, for instance because another process has the folder
 */
export async function openDaily(): Promise<Daily> {
  opened = await (place[slot] ??= open());
  return opened;
}

/** The opened database and search. */
export function daily(): Daily {
  if (!opened) throw new Error("The database is not open: openDaily() comes first.");
  return opened;
}

/** Lets go of the database; what is under way is waited for. */
export async function closeDaily(): Promise<void> {
  const closing = place[slot];
  place[slot] = opened = undefined;
  const closed = await closing;
  await closed?.work.stop();
  await closed?.database.close();
}

async function open(): Promise<Daily> {
  const database = await openDatabase(settings.database);
  try {
    const records = await (await repository()).records();
    await storeRecorded(database.db, inOrder(records).map(recordOf));
    const embedder = await loadEmbedder(settings);
    const search = await openSearch(database.db, { embedder });
    const work = await startSiteWork(database, search, embedder);
    const accounts = await openAccounts({
      db: database.db,
      secret: settings.SESSION_SECRET,
      providers: providersOf(settings),
      log,
    });
    await offerFirstEditor(database);
    return {
      database,
      search,
      work,
      runs: watchRuns(database.db),
      accounts,
      revision: watched(database, search),
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** A site without an editor says in its log how to become it. */
async function offerFirstEditor({ db }: Database): Promise<void> {
  const path = await firstEditorLink(db);
  if (path === undefined) return;
  const port = settings.PORT === 0 ? "" : `http://localhost:${settings.PORT}`;
  log.warn("This site has no editor yet: whoever opens this link within a week becomes it.", {
    link: `${settings.ORIGIN === undefined ? port : new URL(settings.ORIGIN).origin}${path}`,
  });
}

/** What runs stands first, then what is to; by title. */
function inOrder(records: readonly Paper[]): Paper[] {
  return records.toSorted(
    (a, b) => Number(hasRuns(b)) - Number(hasRuns(a)) || a.title.localeCompare(b.title),
  );
}

function hasRuns({ slug }: Paper): boolean {
  return ["index.ts", "results"].every((name) => existsSync(join(root, "papers", slug, name)));
}

/** The record as the database takes it. Abstracts are their authors' and come from a source. */
function recordOf(
  { arxiv, title, authors, date, categories, listed }: Paper,
  position: number,
): IncomingPaper {
  return IncomingPaper.parse({
    id: arxiv,
    title,
    abstract: "",
    authors: authors.map((name) => ({ name })),
    categories,
    submitted: `${date}T00:00:00Z`,
    announced: date,
    listings: [{ list: WORKING, day: listed, position, kind: "listed" }],
  });
}

function watched({ db }: Database, search: SearchEngine): () => Promise<number> {
  let seen = -1;
  return async () => {
    const revision = await revisionOf(db);
    if (revision !== seen && seen >= 0)
      search
        .refresh()
        .catch((error: Error) => console.error(`Search could not take in new papers: ${error.message}`));
    seen = revision;
    return revision;
  };
}
