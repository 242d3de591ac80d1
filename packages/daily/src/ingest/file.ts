/** @file Imports files of the host's: papers as JSON Lines (also gzipped, streamed) or BibTeX, dated lists as JSON. */
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";
import type { Db } from "../database/open.ts";
import { listing } from "../database/schema.ts";
import { isDay } from "../lists/period.ts";
import { parseArxivId } from "../papers/arxiv-id.ts";
import { excerptOf, type Parsed, type Rejected } from "../papers/record.ts";
import { storePapers, storePlaces, type Stored } from "../papers/store.ts";
import { parseBibtex } from "../sources/bibtex.ts";
import { parseJsonLine } from "../sources/jsonl.ts";
import { addUp, analyze, recordRejections } from "./reading.ts";

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
    if (line.length > MAX_LINE)
      parsed.rejected.push({ reason: "The line is too long.", excerpt: line.slice(0, 300) });
    else parseJsonLine(line, parsed);
    if (parsed.papers.length + parsed.rejected.length >= BATCH) await flush();
  }
  await flush();
  if (total.added + total.changed >= BATCH) await analyze(db);
  return total;
}

/** Imports a BibTeX file; entries that are no papers are recorded and skipped. */
export async function importBibtex(db: Db, path: string): Promise<Imported> {
  const { papers, rejected } = parseBibtex(await readFile(path, "utf8"));
  const stored = await storePapers(db, "file", papers);
  await recordRejections(db, "file", rejected);
  return { ...stored, rejected: rejected.length };
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
  const days: unknown = JSON.parse(await readFile(path, "utf8"));
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
