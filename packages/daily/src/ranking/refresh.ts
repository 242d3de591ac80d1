/** @file The trending list of a day from the first input to the last place: what the hourly job does. */
import { asc, eq } from "drizzle-orm";
import type { Db } from "../database/open.ts";
import { trendingDay } from "../database/schema.ts";
import { addDays, type Day } from "../lists/period.ts";
import { deriveSignals, type DeriveOptions } from "../votes/derive.ts";
import { computeTrending, TRENDING } from "./trending.ts";

/**
 * Makes the signals of a day's window anew and computes its list from them.
 *
 * @returns papers in the list
 */
export async function refreshTrending(db: Db, day: Day, options: DeriveOptions = {}): Promise<number> {
  // In one transaction, under the lock of who counts: nothing is taken away between the count and the list.
  return db.transaction(async (tx) => {
    await deriveSignals(tx, addDays(day, 1 - TRENDING.window), day, options);
    return computeTrending(tx, day, options.rules);
  });
}

/**
 * Computes lists of earlier days again of which something was taken back since, the earliest first.
 *
 * @returns how many
 */
export async function refreshStale(db: Db, options: DeriveOptions = {}): Promise<number> {
  const days = await db
    .select({ day: trendingDay.day })
    .from(trendingDay)
    .where(eq(trendingDay.stale, true))
    .orderBy(asc(trendingDay.day));
  for (const { day } of days) await refreshTrending(db, day, options);
  return days.length;
}
