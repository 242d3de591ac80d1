/** @file The site's database, as the environment names it, for the time of one command. */
import { openDatabase, readSettings, type Database, type Settings } from "@working-papers/daily";
import { findRoot } from "./root.ts";

export interface Site {
  root: string;
  settings: Settings;
  database: Database;
}

/**
 * Opens the database for `work` and closes it afterwards, whatever happens.
 *
 * @throws Error naming the process that has the folder open
 */
export async function withDatabase<Result>(work: (site: Site) => Promise<Result>): Promise<Result> {
  const root = findRoot();
  const settings = readSettings(root);
  const database = await openDatabase(settings.database);
  try {
    return await work({ root, settings, database });
  } finally {
    await database.close();
  }
}
