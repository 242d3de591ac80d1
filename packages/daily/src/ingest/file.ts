/** @file Imports papers from a file of the host's: JSON Lines (also gzipped). Streamed, so its size does not matter. */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";
import { sql } from "drizzle-orm";
import type { Db } from "../database/open.ts";
import { rejection } from "../database/schema.ts";
import type { Parsed, Rejected } from "../papers/record.ts";
import { storePapers, type Stored } from "../papers/store.ts";
import { parseJsonLine } from "../sources/jsonl.ts";

export interface Imported extends Stored {
  rejected: number;
}

/** A line longer than this is not a record. */
const MAX_LINE = 4_000_000;
const BATCH = 1_000;

/** Imports a JSON Lines file; lines that are no records are recorded and skipped. */
export async function importJsonLines(
  db: Db,
  path: string,
  progress?: (read: number) => void,
): Promise<Imported> {
  const file = createReadStream(path);
  const bytes = path.endsWith(".gz") ? file.pipe(createGunzip()) : file;
  file.on("error", (error) => bytes.destroy(error));
  const total: Imported = { added: 0, changed: 0, unchanged: 0, rejected: 0 };
  let parsed: Parsed = { papers: [], rejected: [] };
  let read = 0;
  const flush = async (): Promise<void> => {
    addUp(total, await storePapers(db, "file", parsed.papers));
    await recordRejections(db, "file", parsed.rejected);
    total.rejected += parsed.rejected.length;
    parsed = { papers: [], rejected: [] };
    progress?.(read);
  };
  for await (const line of createInterface({ input: bytes, crlfDelay: Infinity })) {
    read++;
    if (line.length > MAX_LINE) parsed.rejected.push({ reason: "The line is too long.", excerpt: line.slice(0, 300) });
    else parseJsonLine(line, parsed);
    if (parsed.papers.length + parsed.rejected.length >= BATCH) await flush();
  }
  await flush();
  if (total.added + total.changed >= BATCH) await analyze(db);
  return total;
}

/** After much has changed: the planner's statistics. PostgreSQL would make them by itself in time, PGlite never does. */
async function analyze(db: Db): Promise<void> {
  for (const table of ["paper", "paper_version", "listing", "signal"]) await db.execute(sql.raw(`analyze ${table}`));
}

export function addUp(total: Stored, part: Stored): void {
  total.added += part.added;
  total.changed += part.changed;
  total.unchanged += part.unchanged;
}

/** Keeps what was left out for the host to look at. */
export async function recordRejections(
  db: Db,
  source: string,
  rejected: readonly Rejected[],
  answerKey?: number,
): Promise<void> {
  for (let start = 0; start < rejected.length; start += 500)
    await db
      .insert(rejection)
      .values(rejected.slice(start, start + 500).map((one) => ({ source, answerKey, ...one })));
}
