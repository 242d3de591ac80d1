/**
 * @file What a trending list was computed from, stored with it and published: whoever has these numbers can compute the order again, on that day or later.
 *
 * Votes are taken back, papers arrive late; so the inputs of a day are kept as they were when its list was computed, and change only with it.
 */
import { asc, eq, lte, sql } from "drizzle-orm";
import type { Db } from "../database/open.ts";
import { trendingDay, trendingInput } from "../database/schema.ts";
import type { Day } from "../lists/period.ts";
import type { VoteRules } from "../votes/rules.ts";

/** What was counted of a paper on a day. */
export interface Input {
  kind: string;
  day: Day;
  value: number;
}

/** The numbers of the formula, as they were. */
export interface Formula {
  /** What counts and how much; a kind that stands in the inputs and not here counts nothing. */
  terms: { kind: string; weight: number; says: string }[];
  halfLife: number;
  tenfold: number;
  window: number;
  oldest: number;
  most: number;
  /** Which votes, comments and runs were counted. */
  rules: VoteRules;
}

export interface TrendingInputs {
  day: Day;
  computed: Date;
  formula: Formula;
  papers: { id: string; since: Day; counts: Input[] }[];
}

/** The inputs of a day, or of the last one before it that was computed; of `most` papers at most. */
export async function readInputs(db: Db, today: Day, most = 100_000): Promise<TrendingInputs | undefined> {
  const [last] = await db
    .select()
    .from(trendingDay)
    .where(lte(trendingDay.day, today))
    .orderBy(sql`${trendingDay.day} desc`)
    .limit(1);
  if (!last) return undefined;
  const papers = await db
    .select({ id: trendingInput.paperId, since: trendingInput.since, counts: trendingInput.counts })
    .from(trendingInput)
    .where(eq(trendingInput.day, last.day))
    .orderBy(asc(trendingInput.paperId))
    .limit(most);
  return { day: last.day, computed: last.computed, formula: last.formula, papers };
}
