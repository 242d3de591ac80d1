/** @file The migrations make what the schema says, once, whoever asks. */
import { sql } from "drizzle-orm";
import { getTableConfig, type PgTable } from "drizzle-orm/pg-core";
import { beforeAll, expect, test } from "vitest";
import { overBothDatabases, serverUrl } from "../testing/databases.ts";
import { migrate } from "./migrate.ts";
import { unlisted } from "./migrations/0010-unlisted.ts";
import { migrations } from "./migrations/index.ts";
import type { Db } from "./open.ts";
import * as schema from "./schema.ts";

if (!serverUrl) console.warn("Skipped on PostgreSQL: TEST_DATABASE_URL names no server.");

const tables = Object.values(schema) as PgTable[];

overBothDatabases("the migrations", (fresh) => {
  let db: Db;
  beforeAll(async () => {
    ({ db } = await fresh());
  });

  test("make every column of the schema with its type and whether it may be missing", async () => {
    const { rows } = await db.execute<{ place: string; type: string; missing: boolean }>(sql`
      select c.relname || '.' || attname as place, format_type(atttypid, atttypmod) as type, not attnotnull as missing
      from pg_attribute join pg_class c on c.oid = attrelid
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and attnum > 0 and not attisdropped
        and c.relname <> 'migration'`);
    const inDatabase = rows.map(({ place, type, missing }) => `${place} ${type}${missing ? "?" : ""}`);
    const inSchema = tables.map(getTableConfig).flatMap((table) => {
      const keys = new Set(table.primaryKeys.flatMap(({ columns }) => columns.map(({ name }) => name)));
      return table.columns.map((column) => {
        const needed = column.notNull || column.primary || keys.has(column.name);
        return `${table.name}.${column.name} ${column.getSQLType()}${needed ? "" : "?"}`;
      });
    });
    expect(inSchema.toSorted()).toEqual(inDatabase.toSorted());
  });

  test("make every index of the schema", async () => {
    const { rows } = await db.execute<{ name: string }>(
      sql`select indexname as name from pg_indexes where schemaname = 'public'`,
    );
    const names = tables.flatMap((table) => getTableConfig(table).indexes.map(({ config }) => config.name));
    expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
  });

  test("give what an editor took off a state of its own, and leave what arXiv refused", async () => {
    await db.execute(sql`
      insert into submission (id, paper_id, given, state, reason) values
        ('a', '2609.1', '2609.1', 'refused', 'An editor took it off the list: A test.'),
        ('b', '2609.2', '2609.2', 'refused', 'arXiv says: no')`);
    for (const statement of unlisted.split(/;\s*$/m).filter((text) => text.trim() !== ""))
      await db.execute(sql.raw(statement));
    const { rows } = await db.execute(sql`select id, state, reason from submission order by id`);
    expect(rows).toEqual([
      { id: "a", state: "unlisted", reason: "A test." },
      { id: "b", state: "refused", reason: "arXiv says: no" },
    ]);
  });

  test("do nothing a second time, and refuse a database from the future", async () => {
    expect(await migrate(db)).toEqual([]);
    await db.execute(sql`insert into migration (version, name) values (99, 'tomorrow')`);
    await expect(migrate(db)).rejects.toThrow(
      `The database has schema 99, and this release knows schemas up to ${migrations.at(-1)!.version}:`,
    );
  });
});
