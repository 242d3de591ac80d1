/**
 * @file The site's database and search, opened once a process: before the first request, and closed after the last.
 *
 * The papers of the repository are put in at the start, so that a new site has its feed at once.
 */
import {
  databaseAddress,
  IncomingPaper,
  openDatabase,
  openSearch,
  revisionOf,
  storeRecorded,
  type Database,
  type SearchEngine,
} from "@working-papers/daily";
import type { Paper } from "@working-papers/lab";
import { repository, root } from "./repository.ts";

export interface Daily {
  readonly database: Database;
  readonly search: SearchEngine;
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
  await (await closing)?.database.close();
}

async function open(): Promise<Daily> {
  const database = await openDatabase(databaseAddress(root));
  try {
    const records = await (await repository()).records();
    await storeRecorded(database.db, records.map(recordOf));
    const search = await openSearch(database.db);
    return { database, search, revision: watched(database, search) };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** The record as the database takes it. Abstracts are their authors' and come from a source. */
function recordOf({ arxiv, title, authors, date, categories, listed }: Paper): IncomingPaper {
  return IncomingPaper.parse({
    id: arxiv,
    title,
    abstract: "",
    authors: authors.map((name) => ({ name })),
    categories,
    submitted: `${date}T00:00:00Z`,
    announced: date,
    listings: [{ list: WORKING, day: listed, position: 0, kind: "listed" }],
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
