/** @file Brings a database to the schema of this code, one transaction per step. */
import { sql } from "drizzle-orm";
import type { Db } from "./open.ts";
import { migrations } from "./migrations/index.ts";

/** An arbitrary number that only this project's migrations lock on. */
const LOCK = 0x5770_4d31;

/**
 * Applies the migrations that are missing. Several processes may start at once: the first one migrates, the others wait for it.
 *
 * @returns the names of those applied
 * @throws Error when the database is newer than this code
 */
export async function migrate(db: Db): Promise<string[]> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${LOCK})`);
    await tx.execute(sql`
      create table if not exists migration (
        version integer primary key, name text not null, applied timestamptz not null default now()
      )`);
    const done = await appliedVersion(tx);
    const newest = migrations.at(-1)!.version;
    if (done > newest)
      throw new Error(
        `The database has schema ${done}, and this release knows schemas up to ${newest}: start the newer release that wrote it, or restore a dump from before.`,
      );
    const missing = migrations.filter(({ version }) => version > done);
    for (const { version, name, sql: text } of missing) {
      for (const statement of statements(text)) await tx.execute(sql.raw(statement));
      await tx.execute(sql`insert into migration (version, name) values (${version}, ${name})`);
    }
    return missing.map(({ name }) => name);
  });
}

/** The newest migration that a database has; 0 for none. Expects the table `migration`. */
async function appliedVersion(db: Pick<Db, "execute">): Promise<number> {
  const { rows } = await db.execute<{ version: number }>(
    sql`select coalesce(max(version), 0)::int as version from migration`,
  );
  return rows[0].version;
}

/** The statements of a migration; a semicolon at the end of a line ends one. Prepared statements hold one statement each. */
function statements(text: string): string[] {
  return text
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "");
}
