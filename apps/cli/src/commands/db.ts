/** @file `papers db dump|restore|migrate`: a site as one file, and from one kind of database to the other. */
import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { open, rename, rm, stat } from "node:fs/promises";
import { PassThrough } from "node:stream";
import { UsageError } from "@working-papers/lab";
import { dumpDatabase, openDatabase, restoreDatabase } from "@working-papers/daily";
import { withDatabase } from "../database.ts";
import { pacedBar } from "../pace.ts";

export interface DumpCommandOptions {
  withoutIndex?: boolean;
}

/** Writes a dump; the file is there complete or not at all. */
export async function dump(file: string, { withoutIndex }: DumpCommandOptions): Promise<void> {
  if (file !== "-" && existsSync(file))
    throw new UsageError(`${file} exists already: choose another name, or remove it first.`);
  await withDatabase(async ({ database }) => {
    const bar = pacedBar("dump");
    const options = {
      withoutArtifacts: withoutIndex,
      progress: (rows: number, of: number) => bar.at(rows / of),
    };
    try {
      if (file === "-") {
        const counts = await dumpDatabase(database, toStdout(), options);
        bar.clear();
        console.error(said(counts));
        return;
      }
      const unfinished = `${file}.${process.pid}.part`;
      try {
        const counts = await dumpDatabase(database, createWriteStream(unfinished), options);
        await flush(unfinished);
        await rename(unfinished, file);
        bar.clear();
        console.log(`Wrote ${file} (${await megabytes(file)}): ${said(counts)}`);
      } finally {
        await rm(unfinished, { force: true });
      }
    } finally {
      bar.clear();
    }
  });
}

/** Standard output is not ours to end. */
function toStdout(): PassThrough {
  const through = new PassThrough();
  through.pipe(process.stdout, { end: false });
  return through;
}

/** Reads a dump into an empty database; all of it or nothing. */
export async function restore(file: string): Promise<void> {
  const size = file === "-" ? 0 : (await stat(file).catch(() => undefined))?.size;
  if (size === undefined) throw new UsageError(`There is no file ${file}.`);
  await withDatabase(async ({ database }) => {
    const bar = pacedBar("restore");
    const stream = file === "-" ? process.stdin : createReadStream(file);
    let read = 0;
    if (size > 0) stream.on("data", (part: Buffer) => bar.at(Math.min(1, (read += part.length) / size)));
    stream.pause();
    const counts = await restoreDatabase(database, stream).finally(bar.clear);
    console.log(`Restored into ${database.name}: ${said(counts)}`);
  });
}

/** Copies a site to another database and says what is there now. The one it comes from stays as it is. */
export async function migrate(to: string): Promise<void> {
  await withDatabase(async ({ database, settings }) => {
    if (to === settings.database)
      throw new UsageError(`The site is in ${database.name} already: name another database to move it to.`);
    const target = await openDatabase(to);
    const bar = pacedBar("migrate");
    try {
      const between = new PassThrough();
      const dumped = dumpDatabase(database, between, { progress: (rows, of) => bar.at(rows / of) });
      // Whichever side fails, the other must not wait for ever.
      dumped.catch((error: Error) => between.destroy(error));
      const restored = restoreDatabase(target, between);
      restored.catch((error: Error) => between.destroy(error));
      const [counts] = await Promise.all([restored, dumped]);
      bar.clear();
      console.log(`Copied from ${database.name} to ${target.name}: ${said(counts)}`);
      console.log(
        target.kind === "postgres"
          ? `Start the site with DATABASE_URL set to its address. ${database.name} stays as it was.`
          : `Start the site with DATA_DIR=${target.name} and without DATABASE_URL. ${database.name} stays as it was.`,
      );
    } finally {
      bar.clear();
      await target.close();
    }
  });
}

const NAMES: Record<string, [string, string]> = {
  paper: ["paper", "papers"],
  listing: ["place in lists", "places in lists"],
  run: ["run", "runs"],
  waiting_job: ["waiting job", "waiting jobs"],
};

/** «30,000 papers, 4,876 places in lists, 2 runs, 1 waiting job.» */
function said(counts: Record<string, number>): string {
  const parts = Object.entries(NAMES).flatMap(([table, [one, many]]) => {
    const count = counts[table] ?? 0;
    return count === 0 && table !== "paper"
      ? []
      : [`${count.toLocaleString("en")} ${count === 1 ? one : many}`];
  });
  const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return `${parts.join(", ")}; ${rows.toLocaleString("en")} rows in all.`;
}

async function megabytes(file: string): Promise<string> {
  return `${((await stat(file)).size / 1e6).toFixed(1)} MB`;
}

async function flush(file: string): Promise<void> {
  const handle = await open(file, "r+");
  await handle.sync();
  await handle.close();
}
