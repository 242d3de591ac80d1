/** @file Nothing that is kept of a member is forgotten when they ask for it or leave. */
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { HOLDINGS } from "./holdings.ts";
import { overBothDatabases } from "./testing/databases.ts";

overBothDatabases("what is held of members", (fresh) => {
  test("covers every table that refers to them", async () => {
    const { db } = await fresh();
    const { rows } = await db.execute<{ name: string }>(sql`
      select distinct conrelid::regclass::text as name from pg_constraint
      where contype = 'f' and confrelid = 'member'::regclass`);
    const held = HOLDINGS.flatMap(({ tables }) => tables);
    expect(rows.length).toBeGreaterThan(3);
    expect(held).toEqual(expect.arrayContaining(rows.map(({ name }) => name)));
  });

  test("has one name each", () => {
    const names = HOLDINGS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});
