/** @file Writes papers: idempotent by paper and version, whatever the order in which sources tell of them. */
import { sql } from "drizzle-orm";
import type { Db, Executor } from "../database/open.ts";
import { paper, paperVersion, listing } from "../database/schema.ts";
import type { IncomingPaper } from "./record.ts";

export interface Stored {
  added: number;
  /** A newer version, or the same one with other texts. */
  changed: number;
  /** Nothing new in it, or an older version than the one known. */
  unchanged: number;
}

/** Rows of one transaction: large enough for speed, small enough not to stop a site whose only session this is. */
const BATCH = 250;

/** Stores records and their places in lists. A record that comes twice changes nothing the second time. */
export async function storePapers(
  db: Db,
  source: string,
  records: readonly IncomingPaper[],
): Promise<Stored> {
  const total: Stored = { added: 0, changed: 0, unchanged: 0 };
  for (let start = 0; start < records.length; start += BATCH) {
    const part = await db.transaction((tx) => storeBatch(tx, source, records.slice(start, start + BATCH)));
    total.added += part.added;
    total.changed += part.changed;
    total.unchanged += part.unchanged;
  }
  return total;
}

type Row = typeof paper.$inferInsert;
type Known = typeof paper.$inferSelect;

async function storeBatch(tx: Executor, source: string, records: readonly IncomingPaper[]): Promise<Stored> {
  // The row of the counter is held until the transaction ends, so writers come one after the other and revisions in commit order.
  const { rows } = await tx.execute<{ value: string }>(
    sql`update counter set value = value + ${records.length} where name = 'paper' returning value::text as value`,
  );
  let revision = Number(rows[0].value) - records.length;

  const known = new Map<string, Known>();
  for (const row of await knownPapers(
    tx,
    records.map(({ id }) => id),
  ))
    known.set(row.id, row);

  const stored: Stored = { added: 0, changed: 0, unchanged: 0 };
  const fresh = new Map<string, Row>();
  const versions: VersionRow[] = [];
  for (const record of records) {
    revision++;
    const before = known.get(record.id);
    const waiting = fresh.get(record.id);
    if (!before) {
      // The same new paper twice in one answer: the later version, or of the same version the first record, stands.
      if (waiting) {
        stored.unchanged++;
        if ((record.version ?? 1) > waiting.version)
          fresh.set(record.id, rowOf(record, source, revision, undefined));
      } else {
        stored.added++;
        fresh.set(record.id, rowOf(record, source, revision, undefined));
      }
      continue;
    }
    const version = record.version ?? before.version;
    if (version < before.version) {
      stored.unchanged++;
      versions.push(olderVersion(before.key, version, record));
      continue;
    }
    const row = rowOf(record, source, revision, before);
    if (version === before.version && sameContent(row, before)) {
      stored.unchanged++;
      continue;
    }
    if (version > before.version) versions.push(replacedVersion(before), newVersion(before.key, row));
    await tx
      .update(paper)
      .set(row)
      .where(sql`${paper.key} = ${before.key}`);
    known.set(record.id, { ...before, ...row } as Known);
    stored.changed++;
  }
  if (fresh.size > 0) {
    const keys = await tx
      .insert(paper)
      .values([...fresh.values()])
      .returning({ key: paper.key, id: paper.id });
    for (const { key, id } of keys) versions.push(newVersion(key, fresh.get(id)!));
  }
  await storeVersions(tx, versions);
  await storeListings(tx, records);
  return stored;
}

async function knownPapers(tx: Executor, ids: string[]): Promise<Known[]> {
  return tx
    .select()
    .from(paper)
    .where(sql`${paper.id} in ${[...new Set(ids)]}`) as unknown as Promise<Known[]>;
}

/** What a source does not say does not erase what another one said of the same paper. */
function rowOf(record: IncomingPaper, source: string, revision: number, before: Known | undefined): Row {
  const newer = before !== undefined && (record.version ?? before.version) > before.version;
  return {
    id: record.id,
    version: record.version ?? before?.version ?? 1,
    title: record.title,
    abstract: record.abstract === "" && before && !newer ? before.abstract : record.abstract,
    authors: richer(record.authors, before?.authors),
    categories: record.categories.length > 0 ? record.categories : (before?.categories ?? []),
    comment: record.comment ?? (newer ? null : (before?.comment ?? null)),
    journalRef: record.journalRef ?? before?.journalRef ?? null,
    doi: record.doi ?? before?.doi ?? null,
    licence: record.licence ?? before?.licence ?? null,
    submitted: earlier(record.submitted, before?.submitted),
    updated: record.updated ?? (newer ? null : (before?.updated ?? null)),
    announced: earlierDay(record.announced, before?.announced),
    // A source without comments cannot know: only a newer version ends a withdrawal.
    withdrawn: record.withdrawn || (!newer && (before?.withdrawn ?? false)),
    source,
    revision,
  };
}

/** Of two lists of the same authors, the one that splits names or knows affiliations. */
function richer(incoming: Row["authors"], before: Row["authors"] | undefined): Row["authors"] {
  if (!before || before.length !== incoming.length) return incoming.length > 0 ? incoming : (before ?? []);
  const parts = (authors: Row["authors"]): number =>
    authors.reduce((sum, author) => sum + Object.values(author).filter(Boolean).length, 0);
  return parts(incoming) >= parts(before) ? incoming : before;
}

function earlier(a: Date | null | undefined, b: Date | null | undefined): Date | null {
  if (!a || !b) return a ?? b ?? null;
  return a < b ? a : b;
}

function earlierDay(a: string | null | undefined, b: string | null | undefined): string | null {
  if (!a || !b) return a ?? b ?? null;
  return a < b ? a : b;
}

/** Whether all but our own bookkeeping is the same. The order of fields says nothing: the database puts those of authors in an order of its own. */
function sameContent(row: Row, before: Known): boolean {
  const { revision: _, source: _source, key: _key, words: _words, ...old } = before;
  const { revision: _new, source: _from, ...content } = row;
  return JSON.stringify(content, ordered) === JSON.stringify(old, ordered);
}

/** Fields in one order, whatever they came in. */
function ordered(_name: string, value: unknown): unknown {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
}

type VersionRow = typeof paperVersion.$inferInsert;

function newVersion(key: number, row: Row): VersionRow {
  return {
    paperKey: key,
    version: row.version,
    submitted: row.updated ?? (row.version === 1 ? row.submitted : null),
    withdrawn: row.withdrawn,
  };
}

/** The version that stood in `paper` until now keeps its texts here. */
function replacedVersion(before: Known): VersionRow {
  const { key, version, updated, withdrawn, title, abstract } = before;
  return { paperKey: key, version, submitted: updated, withdrawn, title, abstract };
}

function olderVersion(key: number, version: number, record: IncomingPaper): VersionRow {
  const { updated, withdrawn, title, abstract } = record;
  return { paperKey: key, version, submitted: updated ?? null, withdrawn, title, abstract };
}

async function storeVersions(tx: Executor, versions: VersionRow[]): Promise<void> {
  // One statement must not write a row twice: of the same version the last one stands.
  const unique = new Map(versions.map((row) => [`${row.paperKey} ${row.version}`, row]));
  if (unique.size === 0) return;
  await tx
    .insert(paperVersion)
    .values([...unique.values()])
    .onConflictDoUpdate({
      target: [paperVersion.paperKey, paperVersion.version],
      set: {
        submitted: sql`coalesce(excluded.submitted, ${paperVersion.submitted})`,
        title: sql`coalesce(excluded.title, ${paperVersion.title})`,
        abstract: sql`coalesce(excluded.abstract, ${paperVersion.abstract})`,
        withdrawn: sql`excluded.withdrawn`,
      },
    });
}

async function storeListings(tx: Executor, records: readonly IncomingPaper[]): Promise<void> {
  await storePlaces(
    tx,
    records.flatMap(({ id, listings }) => listings.map((place) => ({ ...place, paperId: id }))),
  );
}

/** Gives papers their places in dated lists; a place that is taken already stays as it is. The papers need not be there yet. */
export async function storePlaces(
  tx: Executor,
  rows: readonly (typeof listing.$inferInsert)[],
): Promise<void> {
  const unique = new Map(rows.map((row) => [`${row.list} ${row.day} ${row.paperId}`, row]));
  if (unique.size === 0) return;
  await tx
    .insert(listing)
    .values([...unique.values()])
    .onConflictDoNothing();
}
