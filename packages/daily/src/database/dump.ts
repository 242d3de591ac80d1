/**
 * @file A site moves by a dump: gzipped JSON Lines that either kind of database writes and either reads.
 *
 * The first line says format and schema; then «table» lines, each followed by rows as PostgreSQL itself prints them in JSON, which loses nothing
 * (microseconds, long integers, doubles, bytes). Generated columns are left out: they are generated again. The last line counts the rows, so that
 * a dump that was cut off is known as such.
 */
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import { createGunzip, createGzip } from "node:zlib";
import { sql, type SQLChunk } from "drizzle-orm";
import { linesOf } from "./lines.ts";
import { migrations } from "./migrations/index.ts";
import type { Database, Executor } from "./open.ts";

const FORMAT = "working-papers-dump";
const ROWS = 500;
/** Of rows with megabytes in them. */
const FEW = 4;

/** Tables in an order in which each comes after those that it refers to. */
export const TABLES = [
  "member",
  "account",
  "passkey",
  "audit",
  "paper",
  "paper_version",
  "listing",
  "signal",
  "trending",
  "answer",
  "rejection",
  "bucket",
  "harvest",
  "artifact",
  "run",
  "run_event",
  "run_checkpoint",
  "waiting_job",
  "vote_removal",
  "vote",
  "submission",
  "pick",
  "personal_ranking",
  "trending_day",
  "trending_input",
  "comment",
  "comment_version",
  "comment_run",
  "comment_report",
  "authorship",
  "proposal",
  "notice_choice",
  "mail",
  "suppression",
  "mail_report",
  "subscription_request",
  "subscription",
  "digest",
  "mail_token",
  "arrival",
  "verdict_change",
  // The last one: what is restored before it is counted by the site's own counter.
  "counter",
] as const;
/** What opens accounts and sites stays where it is: whoever restores a dump signs in anew, and the site makes itself new keys. */
export const NOT_DUMPED = ["session", "verification", "secret"] as const;
/** Tables of rows with megabytes in them. */
const LARGE = new Set<string | undefined>(["artifact", "answer", "run_checkpoint", "run"]);

export interface DumpOptions {
  /** Leave out the search index and the trained model, which can be built again. Default false. */
  withoutArtifacts?: boolean;
  /** Told of rows written, and how many there are in all. */
  progress?: (rows: number, of: number) => void;
}

/**
 * Writes everything to a stream, as of one moment.
 *
 * @returns rows by table
 */
export async function dumpDatabase(
  { db }: Database,
  to: Writable,
  options: DumpOptions = {},
): Promise<Record<string, number>> {
  const gzip = createGzip({ level: 4 });
  const failed = new Promise<never>((_, reject) => {
    to.once("error", reject);
    gzip.once("error", reject);
  });
  failed.catch(() => undefined);
  gzip.pipe(to);
  const write = async (line: object | string): Promise<void> => {
    const text = typeof line === "string" ? line : JSON.stringify(line);
    if (!gzip.write(`${text}\n`)) await Promise.race([once(gzip, "drain"), failed]);
  };
  const counts: Record<string, number> = {};
  await db.transaction(
    async (tx) => {
      await write({ format: FORMAT, schema: migrations.at(-1)!.version });
      const all = options.progress ? await countRows(tx) : 0;
      let written = 0;
      for (const table of TABLES) {
        if (options.withoutArtifacts && table === "artifact") continue;
        const columns = await columnsOf(tx, table);
        await write({ table, columns: columns.names });
        counts[table] = 0;
        const from = await sourceOf(tx, table);
        for await (const row of rowsOf(tx, table, from, columns)) {
          counts[table]++;
          await write(row);
          if (++written % ROWS === 0) options.progress?.(written, all);
        }
      }
      await write({ end: true, counts });
    },
    { isolationLevel: "repeatable read", accessMode: "read only" },
  );
  gzip.end();
  await Promise.race([once(to, "finish"), failed]);
  return counts;
}

async function countRows(tx: Executor): Promise<number> {
  const parts = TABLES.map((table) => sql`(select count(*) from ${sql.identifier(table)})`);
  const { rows } = await tx.execute<{ all: string }>(sql`select ${sql.join(parts, sql` + `)} as all`);
  return Number(rows[0].all);
}

interface Columns {
  names: string[];
  /** Of the primary key, in order. */
  key: string[];
}

async function columnsOf(tx: Executor, table: string): Promise<Columns> {
  const { rows } = await tx.execute<{ name: string }>(sql`
    select column_name::text as name from information_schema.columns
    where table_schema = 'public' and table_name = ${table} and is_generated = 'NEVER' order by ordinal_position`);
  const { rows: key } = await tx.execute<{ name: string }>(sql`
    select attname::text as name from pg_index join pg_attribute on attrelid = indrelid and attnum = any(indkey)
    where indrelid = ${table}::regclass and indisprimary order by array_position(indkey::int2[], attnum)`);
  return { names: rows.map(({ name }) => name), key: key.map(({ name }) => name) };
}

/** Rows of a table that are written: all, but of the outbox none that could sign somebody in or give an account another address. */
async function sourceOf(tx: Executor, table: string): Promise<SQLChunk> {
  if (table === "waiting_job") return waitingJobs(tx);
  if (table === "mail") return sql`(select * from mail where kind not in ('sign-in', 'address')) as mail`;
  return sql.identifier(table);
}

/** What the queue holds and has not done, in the form in which the next queue takes it in. The queue's own housekeeping is none of it. */
async function waitingJobs(tx: Executor): Promise<SQLChunk> {
  const { rows } = await tx.execute<{ there: boolean }>(
    sql`select to_regclass('pgboss.job') is not null as there`,
  );
  const kept = sql`select id, name, data, singleton_key, priority, start_after from waiting_job`;
  return rows[0].there
    ? sql`(${kept} union all
        select id::text, name, coalesce(data, '{}'), singleton_key, priority, start_after from pgboss.job
        where state < 'completed' and name not like '\\_\\_pgboss%') as waiting_job`
    : sql`(${kept}) as waiting_job`;
}

function list(columns: string[]): string {
  return columns.map((name) => `"${name}"`).join(", ");
}

/** Rows as JSON texts, in pages by primary key: neither side ever holds a whole table. Keys are texts and numbers, which JSON carries. */
async function* rowsOf(
  tx: Executor,
  table: string,
  from: SQLChunk,
  { names, key }: Columns,
): AsyncGenerator<string> {
  const size = LARGE.has(table) ? FEW : ROWS;
  for (let after: string | undefined; ;) {
    const place =
      after === undefined
        ? sql``
        : sql`where (${sql.raw(list(key))}) > (select ${sql.raw(list(key))} from json_populate_record(null::${sql.identifier(table)}, ${after}::json))`;
    const { rows } = await tx.execute<{ row: string }>(
      sql`select row_to_json(dumped)::text as row from (
        select ${sql.raw(list(names))} from ${from} ${place} order by ${sql.raw(list(key))} limit ${size}
      ) as dumped`,
    );
    for (const { row } of rows) yield row;
    if (rows.length < size) return;
    const last = JSON.parse(rows.at(-1)!.row) as Record<string, unknown>;
    after = JSON.stringify(Object.fromEntries(key.map((name) => [name, last[name]])));
  }
}

/**
 * Reads a dump into an empty database.
 *
 * @returns rows by table
 * @throws Error when the database is not empty, or the dump is cut off, of another schema, or none
 */
export async function restoreDatabase({ db }: Database, from: Readable): Promise<Record<string, number>> {
  const bytes = from.pipe(createGunzip());
  from.on("error", (error) => bytes.destroy(error));
  try {
    return await db.transaction((tx) => restoreLines(tx, bytes));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code?.startsWith("Z_"))
      throw new Error("The file is not a complete dump: it is cut off or not gzipped.", { cause: error });
    throw error;
  } finally {
    from.destroy();
    bytes.destroy();
  }
}

async function restoreLines(tx: Executor, bytes: Readable): Promise<Record<string, number>> {
  const { rows: there } = await tx.execute<{ some: boolean }>(sql`select exists (select from paper) as some`);
  if (there[0].some)
    throw new Error("The database already has papers: restore into a new data folder or an empty database.");
  await tx.execute(sql`delete from counter`);
  const counts: Record<string, number> = {};
  let table: string | undefined;
  let columns: string[] = [];
  let waiting: string[] = [];
  let begun = false;
  let ended = false;
  const flush = async (): Promise<void> => {
    if (table === undefined || waiting.length === 0) return;
    const into = sql.raw(list(columns));
    await tx.execute(
      sql`insert into ${sql.identifier(table)} (${into}) overriding system value select ${into} from json_populate_recordset(null::${sql.identifier(table)}, ${`[${waiting.join(",")}]`}::json)`,
    );
    counts[table] += waiting.length;
    waiting = [];
  };
  for await (const line of linesOf(bytes)) {
    if (!begun) {
      checkHead(line);
      begun = true;
    } else if (line.startsWith('{"table":')) {
      await flush();
      ({ table, columns } = checkTable(line, await columnsOf(tx, nameIn(line))));
      counts[table] = 0;
    } else if (line.startsWith('{"end":')) {
      await flush();
      ended = true;
      checkCounts(counts, line);
    } else {
      waiting.push(line);
      if (waiting.length >= (LARGE.has(table) ? FEW : ROWS)) await flush();
    }
  }
  if (!ended) throw new Error("The dump is cut off: its last line is missing.");
  await setSequences(tx);
  return counts;
}

function checkHead(line: string): void {
  let head: { format?: unknown; schema?: unknown } = {};
  try {
    head = JSON.parse(line) as typeof head;
  } catch {
    // Said below.
  }
  if (head.format !== FORMAT) throw new Error("The file is not a dump of this program.");
  const newest = migrations.at(-1)!.version;
  if (head.schema !== newest)
    throw new Error(
      `The dump has schema ${String(head.schema)}, and this release has ${newest}: restore it with the release that wrote it, then start this one.`,
    );
}

function nameIn(line: string): string {
  const { table } = JSON.parse(line) as { table: unknown };
  const known = TABLES.find((name) => name === table);
  if (known === undefined)
    throw new Error(`The dump has a table ${String(table)}, which this release does not know.`);
  return known;
}

/** Names in a dump are compared with those of the database before they become part of a statement. */
function checkTable(line: string, { names }: Columns): { table: string; columns: string[] } {
  const { columns } = JSON.parse(line) as { columns: string[] };
  const unknown = columns.find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new Error(`The dump has a column ${nameIn(line)}.${unknown}, which this release does not know.`);
  return { table: nameIn(line), columns };
}

function checkCounts(counts: Record<string, number>, line: string): void {
  const { counts: expected } = JSON.parse(line) as { counts: Record<string, number> };
  for (const [table, count] of Object.entries(expected))
    if (counts[table] !== count)
      throw new Error(
        `The dump is damaged: ${table} should have ${count} rows and has ${counts[table] ?? 0}.`,
      );
}

/** The next numbers come after those that were restored. */
async function setSequences(tx: Executor): Promise<void> {
  for (const table of ["audit", "paper", "answer", "rejection", "mail_report", "arrival", "verdict_change"])
    await tx.execute(
      sql`select setval(pg_get_serial_sequence(${table}, 'key'), coalesce((select max(key) from ${sql.identifier(table)}), 0) + 1, false)`,
    );
}
