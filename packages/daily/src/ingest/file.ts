/** @file Imports files of the host's: papers as JSON Lines (also gzipped, streamed) or BibTeX, dated lists as JSON. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import { eq, sql } from "drizzle-orm";
import type { Db } from "../database/open.ts";
import { linesOf } from "../database/lines.ts";
import { harvest, listing } from "../database/schema.ts";
import { isDay } from "../lists/period.ts";
import { parseArxivId } from "../papers/arxiv-id.ts";
import { excerptOf, type Parsed, type Rejected } from "../papers/record.ts";
import { storePapers, storePlaces, type Stored } from "../papers/store.ts";
import { parseBibtex } from "../sources/bibtex.ts";
import { parseJsonLine } from "../sources/jsonl.ts";
import { addUp, analyze, recordRejections } from "./reading.ts";

export interface Imported extends Stored {
  rejected: number;
  /** Lines that an import before this one had done. */
  skipped: number;
}

/** A line longer than this is not a record. */
const MAX_LINE = 4_000_000;
const BATCH = 1_000;

export interface FileOptions {
  progress?: (done: FileProgress) => void;
  /** Stops after the current batch; the next import of the same file goes on from there. */
  signal?: AbortSignal;
  /** Told of each record that is left out. */
  onRejected?: (rejected: Rejected) => void;
}

export interface FileProgress {
  /** Lines read. */
  read: number;
  /** Share of the file's bytes. */
  fraction: number;
}

/**
 * Imports a JSON Lines file; lines that are no records are recorded and skipped. An import that was stopped or killed goes on after the last batch
 * that was stored; whole or in part, what comes a second time changes nothing.
 *
 * @throws the signal's reason when it is stopped
 */
export async function importJsonLines(db: Db, path: string, options: FileOptions = {}): Promise<Imported> {
  const { progress, signal, onRejected } = options;
  const { size } = await stat(path);
  const place = await placeIn(db, path, size);
  const file = createReadStream(path);
  const bytes = path.endsWith(".gz") ? file.pipe(createGunzip()) : file;
  file.on("error", (error) => bytes.destroy(error));
  const total: Imported = { added: 0, changed: 0, unchanged: 0, rejected: 0, skipped: 0 };
  let parsed: Parsed = { papers: [], rejected: [] };
  let read = 0;
  const flush = async (): Promise<void> => {
    addUp(total, await storePapers(db, "file", parsed.papers));
    await recordRejections(db, "file", parsed.rejected);
    total.rejected += parsed.rejected.length;
    if (onRejected) parsed.rejected.forEach(onRejected);
    parsed = { papers: [], rejected: [] };
    await place.keep(read);
    progress?.({ read, fraction: size === 0 ? 1 : Math.min(1, file.bytesRead / size) });
  };
  for await (const line of linesOf(bytes)) {
    read++;
    if (read <= place.read) {
      total.skipped++;
      continue;
    }
    if (line.length > MAX_LINE)
      parsed.rejected.push({ reason: "The line is too long.", excerpt: line.slice(0, 300) });
    else parseJsonLine(line, parsed);
    if (parsed.papers.length + parsed.rejected.length >= BATCH) {
      await flush();
      signal?.throwIfAborted();
    }
  }
  await flush();
  await place.finish();
  if (total.added + total.changed >= BATCH) await analyze(db);
  return total;
}

/** How far an import of this very file came: known by its size and its first megabyte. */
async function placeIn(db: Db, path: string, size: number) {
  const hash = createHash("sha256").update(String(size));
  for await (const part of createReadStream(path, { end: 1_000_000 })) hash.update(part as Buffer);
  const source = `file ${hash.digest("hex").slice(0, 32)}`;
  const [row] = await db.select().from(harvest).where(eq(harvest.source, source));
  const set = (resumption: string | null): Promise<unknown> =>
    db
      .insert(harvest)
      .values({ source, resumption, started: sql`now()` })
      .onConflictDoUpdate({
        target: harvest.source,
        set: { resumption, ...(resumption === null ? { finished: sql`now()` } : {}) },
      });
  return {
    read: Number(row?.resumption ?? 0),
    keep: (read: number) => set(String(read)),
    finish: () => set(null),
  };
}

/** Imports a BibTeX file; entries that are no papers are recorded and skipped. */
export async function importBibtex(db: Db, path: string, options: FileOptions = {}): Promise<Imported> {
  const { papers, rejected } = parseBibtex(await readFile(path, "utf8"));
  const stored = await storePapers(db, "file", papers);
  await recordRejections(db, "file", rejected);
  if (options.onRejected) rejected.forEach(options.onRejected);
  return { ...stored, rejected: rejected.length, skipped: 0 };
}

/**
 * Imports dated lists: `{"2026-09-10": ["2609.00001", …]}`, in the order of the list. Papers that are not there yet take their places when they come.
 *
 * @throws Error when the file is not of that form
 */
export async function importListings(
  db: Db,
  path: string,
  list = "curated",
): Promise<{ days: number; places: number; rejected: number }> {
  const days = parseJson(path, await readFile(path, "utf8"));
  if (typeof days !== "object" || days === null || Array.isArray(days))
    throw new Error(`${path} is not a file of days with lists of identifiers.`);
  const rejected: Rejected[] = [];
  const rows: (typeof listing.$inferInsert)[] = [];
  for (const [day, ids] of Object.entries(days as Record<string, unknown>)) {
    if (!isDay(day) || !Array.isArray(ids)) {
      rejected.push({ reason: "A day with a list was expected.", excerpt: excerptOf(day) });
      continue;
    }
    const seen = new Set<string>();
    ids.forEach((given: unknown, position) => {
      const id = typeof given === "string" ? parseArxivId(given)?.id : undefined;
      if (id === undefined)
        rejected.push({ reason: "An arXiv identifier was expected.", excerpt: excerptOf(given) });
      else if (!seen.has(id)) rows.push({ list, day, paperId: id, position, kind: "listed" });
      if (id !== undefined) seen.add(id);
    });
  }
  for (let start = 0; start < rows.length; start += BATCH)
    await storePlaces(db, rows.slice(start, start + BATCH));
  await recordRejections(db, "file", rejected);
  if (rows.length >= BATCH) await analyze(db);
  return { days: Object.keys(days).length, places: rows.length, rejected: rejected.length };
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`${path} is not JSON: ${(cause as Error).message}.`, { cause });
  }
}
