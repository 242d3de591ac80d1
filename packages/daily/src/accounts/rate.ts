/**
 * @file How often one person may do something: a bucket each, in the database, so that it holds for all processes and over restarts.
 *
 * The generic cell rate algorithm, as in `ingest/bucket.ts`; but who comes too early is told so and does not wait. Names hold no addresses of anybody:
 * what is personal is hashed (`hashedName`).
 */
import { createHash } from "node:crypto";
import { sql } from "drizzle-orm";
import type { Executor } from "../database/open.ts";
import { TooMany } from "./refused.ts";

export interface Rate {
  /** What may be done at once after a pause. */
  burst: number;
  /** What may be done in the long run. */
  perHour: number;
}

const PREFIX = "rate:";

/**
 * Counts one act, on the database's clock. Call it before the transaction that acts: in one that is rolled back it would not be counted.
 *
 * @param name of the act and who does it: `vote:MEMBER`
 * @throws TooMany with the time to wait, in words
 */
export async function takeFor(db: Executor, name: string, { burst, perHour }: Rate): Promise<void> {
  const spacing = 3_600 / perHour;
  const ahead = (burst - 1) * spacing;
  const key = `${PREFIX}${name}`;
  const { rows } = await db.execute(sql`
    insert into bucket (name, full_at) values (${key}, clock_timestamp() + make_interval(secs => ${spacing}::float8))
    on conflict (name) do update
      set full_at = greatest(bucket.full_at, clock_timestamp()) + make_interval(secs => ${spacing}::float8)
      where bucket.full_at <= clock_timestamp() + make_interval(secs => ${ahead}::float8)
    returning name`);
  if (rows.length > 0) return;
  const { rows: left } = await db.execute<{ wait: number }>(sql`
    select greatest(1, ceil(extract(epoch from full_at - clock_timestamp()) - ${ahead}::float8))::int as wait
    from bucket where name = ${key}`);
  const seconds = Number(left[0]?.wait ?? 1);
  throw new TooMany(`That was often enough for now. Try again in ${inWords(seconds)}.`, seconds);
}

/** What tells one person from another without telling who it is. */
export function hashedName(value: string): string {
  return createHash("sha256").update(value).digest("hex").slice(0, 32);
}

/** Buckets that are full again say nothing. @returns how many went */
export async function forgetRates(db: Executor): Promise<number> {
  const { rows } = await db.execute(
    sql`delete from bucket where name like ${`${PREFIX}%`} and full_at < clock_timestamp() returning name`,
  );
  return rows.length;
}

/** A wait as people say it: 1 second, 50 seconds, 2 minutes, 3 hours. Rounded up. */
export function inWords(seconds: number): string {
  const [count, unit] =
    seconds < 90
      ? [Math.ceil(seconds), "second"]
      : seconds < 5_400
        ? [Math.ceil(seconds / 60), "minute"]
        : [Math.ceil(seconds / 3_600), "hour"];
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
