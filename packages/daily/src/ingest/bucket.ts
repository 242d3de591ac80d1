/**
 * @file A token bucket in the database: one pace for all processes of a site, however many there are and however often they restart.
 *
 * The generic cell rate algorithm: one time says how full the bucket is. A request also takes the bucket's one connection, for a while at most, so that
 * a process that dies holding it does not stop the others for good. The database's clock is the only one.
 */
import { sql, type SQL } from "drizzle-orm";
import { setTimeout as sleep } from "node:timers/promises";
import type { Db } from "../database/open.ts";

export interface Pace {
  /** The bucket's name: services that ask for one pace together share one. */
  name: string;
  /** Milliseconds between requests in the long run. */
  spacing: number;
  /** Requests that may come at once after a pause. Default 1. */
  burst?: number;
}

/** The longest that one request may hold the connection, in milliseconds. */
const LEASE = 120_000;

export interface Turn {
  /** Gives the connection back; the next request waits at least `wait` milliseconds, or the bucket's spacing. */
  done(wait?: number): Promise<void>;
}

/** Waits for a turn. */
export async function takeTurn(db: Db, pace: Pace, signal?: AbortSignal): Promise<Turn> {
  const { name, spacing, burst = 1 } = pace;
  const ahead = (burst - 1) * spacing;
  await db.execute(
    sql`insert into bucket (name, full_at) values (${name}, clock_timestamp()) on conflict (name) do nothing`,
  );
  for (;;) {
    signal?.throwIfAborted();
    const { rows } = await db.execute(sql`
      update bucket
      set full_at = greatest(full_at, clock_timestamp()) + ${milliseconds(spacing)}, leased_until = clock_timestamp() + ${milliseconds(LEASE)}
      where name = ${name} and (leased_until is null or leased_until < clock_timestamp())
        and full_at <= clock_timestamp() + ${milliseconds(ahead)}
      returning name`);
    if (rows.length > 0) break;
    const waiting = await db.execute<{ wait: number }>(sql`
      select greatest(extract(epoch from full_at - clock_timestamp()) * 1000 - ${ahead}::float8,
        case when leased_until > clock_timestamp() then 50 else 0 end)::float8 as wait
      from bucket where name = ${name}`);
    await sleep(Math.min(1_000, Math.max(5, Number(waiting.rows[0]?.wait ?? 50))), undefined, { signal });
  }
  return {
    async done(wait = spacing) {
      await db.execute(sql`
        update bucket set leased_until = null,
          full_at = greatest(full_at, clock_timestamp() + ${milliseconds(burst === 1 || wait > spacing ? wait + ahead : 0)})
        where name = ${name}`);
    },
  };
}

function milliseconds(count: number): SQL {
  return sql`make_interval(secs => ${count / 1_000}::float8)`;
}
