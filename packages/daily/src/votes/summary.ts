/** @file What editors want to see of votes, submissions and trending: what looks wrong, what waits, and what became of it. */
import { desc } from "drizzle-orm";
import { demand, type Member } from "../accounts/index.ts";
import type { Db } from "../database/open.ts";
import { trendingDay } from "../database/schema.ts";
import { openSubmissions, type Submission } from "../submissions/index.ts";
import { findBursts, type Burst } from "./bursts.ts";
import { readRemovals, type Removal } from "./removal.ts";
import { RULES, type VoteRules } from "./rules.ts";

export interface VotesSummary {
  /** Of votes that stand: `removeVotes` takes them away, `restoreVotes` gives them back. */
  bursts: Burst[];
  /** The latest removals. */
  removals: Removal[];
  /** Submissions that wait: `unlistPaper` takes one off. */
  waiting: Submission[];
  /** Those of the last two weeks that did not come in, or were taken off. */
  out: Submission[];
  /** When trending was last computed, and how many earlier lists are to be computed again. */
  trending: { computed: Date | null; stale: number };
}

/** @throws SignInNeeded, Forbidden */
export async function votesSummary(
  db: Db,
  actor: Member | undefined,
  rules: VoteRules = RULES,
): Promise<VotesSummary> {
  demand(actor, "admin.see");
  const [bursts, removals, submissions, days] = await Promise.all([
    findBursts(db, rules),
    readRemovals(db, 20),
    openSubmissions(db),
    db
      .select({ computed: trendingDay.computed, stale: trendingDay.stale })
      .from(trendingDay)
      .orderBy(desc(trendingDay.computed)),
  ]);
  return {
    bursts,
    removals,
    waiting: submissions.filter(({ state }) => state === "waiting"),
    out: submissions.filter(({ state }) => state !== "waiting"),
    trending: { computed: days[0]?.computed ?? null, stale: days.filter(({ stale }) => stale).length },
  };
}
