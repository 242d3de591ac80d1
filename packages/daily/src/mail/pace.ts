/**
 * @file How fast one receiving host gets mail: large ones turn away who comes too fast.
 *
 * A token bucket per domain in the database, as in `ingest/bucket.ts`, so that all processes of a site keep one pace. Several tokens are taken at once.
 */
import { sql } from "drizzle-orm";
import type { Db } from "../database/open.ts";
import { domainOf } from "./address.ts";
import type { HeldMail } from "./holding.ts";

const PREFIX = "mail:";
/** Seconds of the pace that may go at once after a pause. */
const BURST_SECONDS = 10;

export interface Paced {
  now: HeldMail[];
  /** With seconds to wait, each. */
  later: { mail: HeldMail; after: number }[];
}

/** Parts mails into those that may go now and those that wait. @param perMinute mails to one domain; 0 for no limit */
export async function pacedMails(db: Db, mails: readonly HeldMail[], perMinute: number): Promise<Paced> {
  const paced: Paced = { now: [], later: [] };
  if (perMinute === 0) return { now: [...mails], later: [] };
  const spacing = 60 / perMinute;
  for (const [domain, theirs] of Map.groupBy(mails, ({ recipient }) => domainOf(recipient))) {
    const granted = await takeTokens(db, `${PREFIX}${domain}`, spacing, theirs.length);
    paced.now.push(...theirs.slice(0, granted));
    theirs
      .slice(granted)
      .forEach((mail, i) => paced.later.push({ mail, after: Math.max(1, (i + 1) * spacing) }));
  }
  return paced;
}

async function takeTokens(db: Db, name: string, spacing: number, wanted: number): Promise<number> {
  const ahead = Math.max(0, BURST_SECONDS - spacing);
  await db.execute(
    sql`insert into bucket (name, full_at) values (${name}, clock_timestamp()) on conflict (name) do nothing`,
  );
  const { rows } = await db.execute<{ granted: number }>(sql`
    with here as (
      select full_at, greatest(full_at, clock_timestamp()) as from_then from bucket where name = ${name} for update
    ), given as (
      select from_then, greatest(0, least(${wanted}::int,
        floor(extract(epoch from clock_timestamp() - from_then + make_interval(secs => ${ahead}::float8)) / ${spacing}::float8)::int + 1)) as granted
      from here
    )
    update bucket set full_at = from_then + make_interval(secs => granted * ${spacing}::float8) from given
    where name = ${name} returning granted`);
  return Number(rows[0]?.granted ?? 0);
}
