/** @file `papers work`: takes jobs from the site's PostgreSQL, on this machine or any other. */
import { UsageError } from "@working-papers/lab";
import { createLog, loadEmbedder, openSearch, startWork } from "@working-papers/daily";
import { withDatabase } from "../database.ts";
import { stopOnInterrupt } from "../interrupt.ts";

export async function work(): Promise<void> {
  const stop = stopOnInterrupt();
  try {
    await withDatabase(async ({ root, settings, database }) => {
      if (database.kind === "pglite")
        throw new UsageError(
          "papers work needs PostgreSQL (DATABASE_URL): an embedded database belongs to one process, and the site does its work itself.",
        );
      const { LOG_LEVEL: level, LOG_FORMAT } = settings;
      const log = createLog({ level, format: LOG_FORMAT ?? (process.stderr.isTTY ? "text" : "json") });
      const embedder = await loadEmbedder(settings);
      const engine = await openSearch(database.db, { embedder });
      const working = await startWork(database, { root, settings, log, engine, embedder, as: "worker" });
      log.info("Working.", { database: database.name, runs: settings.RUNS, atOnce: settings.RUNS_AT_ONCE });
      await new Promise<void>((resolve) => {
        stop.signal.addEventListener("abort", () => resolve(), { once: true });
        if (stop.signal.aborted) resolve();
      });
      log.info("Stopping: runs go back to the queue with what they saved.");
      await working.stop();
    });
  } finally {
    stop.release();
  }
}
