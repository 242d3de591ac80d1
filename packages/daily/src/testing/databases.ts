/**
 * @file Databases for tests: one suite, run over PGlite and over PostgreSQL.
 *
 * The PGlite folder is prepared once a machine and schema, and cloned for each test; PostgreSQL is a server named by TEST_DATABASE_URL, on which
 * each test gets a database of its own. Without that variable its half is skipped (`migrate.test.ts` says so, in one line
 * for all).
 */
import { createHash, randomBytes } from "node:crypto";
import { cp, mkdir, mkdtemp, readFile, rename, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { getTableName, sql } from "drizzle-orm";
import pg from "pg";
import { afterAll, describe, vi } from "vitest";
import { migrations } from "../database/migrations/index.ts";
import { openDatabase, type Database } from "../database/open.ts";
import * as schema from "../database/schema.ts";

export const serverUrl = process.env.TEST_DATABASE_URL;
// A busy machine takes its time to start a database.
vi.setConfig({ hookTimeout: 60_000 });

/** Defines the same tests once per kind of database. `fresh` opens an empty migrated database that goes away after the tests. */
export function overBothDatabases(name: string, tests: (fresh: () => Promise<Database>) => void): void {
  describe(`${name}, on PGlite`, () => {
    tests(freshly(openPglite));
  });
  describe.runIf(serverUrl)(`${name}, on PostgreSQL`, () => {
    tests(freshly(temporaryDatabase));
  });
}

interface Fresh {
  database: Database;
  remove(): Promise<void>;
}

function freshly(open: () => Promise<Fresh>): () => Promise<Database> {
  const opened: Fresh[] = [];
  afterAll(async () => {
    await Promise.all(opened.map(({ database }) => database.close()));
    await Promise.all(opened.map(({ remove }) => remove()));
  });
  return async () => {
    const fresh = await open();
    opened.push(fresh);
    return fresh.database;
  };
}

async function openPglite(): Promise<Fresh> {
  const folder = await clonePrepared();
  return {
    database: await openDatabase(folder, { migrate: false }),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** An address of a new data folder with the schema in it. */
export async function clonePrepared(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "daily-test-"));
  await cp(await preparedFolder(), folder, { recursive: true });
  return folder;
}

/** Makes a database as new again: faster than another one. */
export async function emptied({ db }: Database): Promise<void> {
  const names = Object.values(schema).map((table) => `"${getTableName(table)}"`);
  await db.execute(sql.raw(`truncate ${names.join(", ")} restart identity`));
  await db.execute(sql`insert into counter (name, value) values ('paper', 0), ('site', 0)`);
}

async function preparedFolder(): Promise<string> {
  const pglite = await readFile(
    fileURLToPath(new URL("../package.json", import.meta.resolve("@electric-sql/pglite"))),
    "utf8",
  );
  const key = createHash("sha256")
    .update(JSON.stringify(migrations))
    .update((JSON.parse(pglite) as { version: string }).version)
    .digest("hex")
    .slice(0, 12);
  const prepared = join(tmpdir(), `daily-prepared-${key}`);
  const exists = await stat(prepared).catch(() => undefined);
  if (exists) return prepared;
  // Two test files may do this at once; the one that finishes second throws its work away.
  const mine = await mkdtemp(`${prepared}-`);
  await (await openDatabase(mine)).close();
  await mkdir(join(prepared, ".."), { recursive: true });
  await rename(mine, prepared).catch(() => rm(mine, { recursive: true, force: true }));
  return prepared;
}

/** A database of its own on the server of TEST_DATABASE_URL. */
export async function temporaryDatabase(): Promise<Fresh> {
  const url = serverUrl!;
  const name = `daily_test_${randomBytes(6).toString("hex")}`;
  const onServer = async (statement: string): Promise<void> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  await onServer(`create database ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  return {
    database: await openDatabase(own.href, { connections: 3 }),
    remove: () => onServer(`drop database if exists ${name} with (force)`),
  };
}
