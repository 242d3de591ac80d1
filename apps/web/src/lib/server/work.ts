/** @file The work of the site's own process, and the log that tells of it. */
import {
  createLog,
  readSettings,
  startWork,
  type Database,
  type Embedder,
  type SearchEngine,
  type Work,
} from "@working-papers/daily";
import { root } from "./repository.ts";

export const settings = readSettings(root);

export const log = createLog({
  level: settings.LOG_LEVEL,
  format: settings.LOG_FORMAT ?? (process.stderr.isTTY ? "text" : "json"),
});

/** Starts the queue; its jobs are done here unless the settings leave them to other processes. */
export function startSiteWork(
  database: Database,
  engine: SearchEngine,
  embedder: Embedder | undefined,
): Promise<Work> {
  return startWork(database, { root, settings, log, engine, embedder, as: "site" });
}
