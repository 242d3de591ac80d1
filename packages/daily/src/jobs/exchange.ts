/**
 * @file An exchange over PostgreSQL: members of a topic in any number of processes and machines leave their latest message for the others.
 *
 * One row a member, replaced with every message, so the table stays as small as there are members. It is made when it is first needed and unlogged: what a search
 * tells another one while both run need not survive the server.
 */
import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { UsageError, type Exchange } from "@working-papers/lab";
import type { Database } from "../database/open.ts";

/** An arbitrary number that only this table's creation locks on. */
const LOCK = 0x5770_4578;
/** Messages of members that ended without a word are forgotten after so long. */
const FORGET = "1 day";

/**
 * Joins a topic.
 *
 * @throws UsageError on an embedded database, which belongs to one process
 */
export async function openExchange({ db, kind }: Database, topic: string): Promise<Exchange> {
  if (kind !== "postgres")
    throw new UsageError(
      "An exchange between processes needs PostgreSQL (DATABASE_URL): an embedded database belongs to one process.",
    );
  await db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${LOCK})`);
    await tx.execute(sql`
      create unlogged table if not exists exchange_message (
        topic text not null, member uuid not null, version bigint generated always as identity,
        at timestamptz not null default now(), message jsonb not null, primary key (topic, member)
      )`);
    await tx.execute(sql`delete from exchange_message where at < now() - ${FORGET}::interval`);
  });
  const self = randomUUID();
  const seen = new Map<string, string>();
  const leave = (): Promise<unknown> =>
    db.execute(sql`delete from exchange_message where topic = ${topic} and member = ${self}`);
  return {
    async send(message) {
      // A new row, not a new version of the old one, so that its number is new.
      await db.transaction(async (tx) => {
        await tx.execute(sql`delete from exchange_message where topic = ${topic} and member = ${self}`);
        await tx.execute(
          sql`insert into exchange_message (topic, member, message) values (${topic}, ${self}, ${JSON.stringify(message)}::jsonb)`,
        );
      });
    },
    async receive() {
      const { rows } = await db.execute<{ member: string; version: string; message: unknown }>(sql`
        select member, version::text as version, message from exchange_message where topic = ${topic} and member <> ${self}`);
      const fresh = rows.filter(({ member, version }) => seen.get(member) !== version);
      for (const { member, version } of fresh) seen.set(member, version);
      return fresh.map(({ message }) => message);
    },
    async close() {
      await leave();
    },
  };
}
