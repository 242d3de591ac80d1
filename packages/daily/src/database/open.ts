/** @file Opens the site's database: PGlite in a folder, or a PostgreSQL server. Everything above sees one type. */
import { join, resolve } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { drizzle as overPglite } from "drizzle-orm/pglite";
import { drizzle as overPostgres } from "drizzle-orm/node-postgres";
import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import pg from "pg";
import { takeLock } from "./lock.ts";
import { migrate } from "./migrate.ts";

/** What both drivers answer to a statement written by hand. */
interface Answer<Row> {
  rows: Row[];
}
interface Rows extends PgQueryResultHKT {
  type: Answer<this["row"]>;
}

/** Drizzle over either driver. */
export type Db = PgDatabase<Rows>;
/** Inside `db.transaction`, or the database itself. */
export type Executor = Pick<Db, "execute" | "select" | "insert" | "update" | "delete" | "transaction">;

export interface Database {
  kind: "pglite" | "postgres";
  db: Db;
  /** The driver below, for the queue. */
  driver: { kind: "pglite"; pglite: PGlite } | { kind: "postgres"; pool: pg.Pool; address: string };
  /** Where it is, without a password, for messages. */
  name: string;
  /** Waits for what is under way and lets go of folder or connections. May be called twice. */
  close(): Promise<void>;
}

export interface OpenOptions {
  /** Connections at most, on PostgreSQL. Default 10. */
  connections?: number;
  /** Bring the schema up to date. Default true. */
  migrate?: boolean;
}

/**
 * Opens a database by its address: `postgres://…` is a server; anything else a data folder, which is made when it does not exist.
 *
 * @throws Error when another process has the folder open, or the server cannot be reached
 */
export async function openDatabase(address: string, options: OpenOptions = {}): Promise<Database> {
  const database = /^postgres(ql)?:\/\//.test(address)
    ? await openPostgres(address, options.connections ?? 10)
    : await openFolder(address);
  try {
    if (options.migrate ?? true) await migrate(database.db);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function openFolder(folder: string): Promise<Database> {
  const place = resolve(folder);
  const lock = await takeLock(join(place, "database.lock"));
  let pglite: PGlite;
  try {
    pglite = await PGlite.create(join(place, "database"));
  } catch (cause) {
    await lock.release();
    throw new Error(
      `The database in ${place} could not be opened: it is damaged, or was written by a release with another version of PGlite. Restore a dump into a new folder.`,
      { cause },
    );
  }
  return {
    kind: "pglite",
    db: overPglite(pglite) as unknown as Db,
    driver: { kind: "pglite", pglite },
    name: place,
    close: once(async () => {
      try {
        await pglite.close();
      } finally {
        await lock.release();
      }
    }),
  };
}

async function openPostgres(address: string, connections: number): Promise<Database> {
  const pool = new pg.Pool({
    connectionString: address,
    max: connections,
    application_name: "working-papers",
  });
  // A connection that breaks while idle is replaced by the pool; without a listener the process would end.
  pool.on("error", () => undefined);
  const name = withoutPassword(address);
  try {
    await pool.query("select 1");
  } catch (cause) {
    await pool.end();
    throw new Error(`PostgreSQL at ${name} cannot be reached: ${(cause as Error).message}.`, { cause });
  }
  return {
    kind: "postgres",
    db: overPostgres(pool) as unknown as Db,
    driver: { kind: "postgres", pool, address },
    name,
    close: once(() => pool.end()),
  };
}

function withoutPassword(address: string): string {
  try {
    const { hostname, port, pathname } = new URL(address);
    return `${hostname}${port ? `:${port}` : ""}${pathname}`;
  } catch {
    return "the given address";
  }
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= work());
}
