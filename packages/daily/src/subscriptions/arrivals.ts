/**
 * @file What is new, in an order in which each thing stands once: papers that came into a list, and verdicts that changed.
 *
 * A subscriber is told of what stands after the number that he was told up to. So no paper is told twice, whatever lists have it on whatever days,
 * and one that arrives late is not missed. Numbers are given under a lock, so that a smaller one is never committed after a larger.
 */
import { sql } from "drizzle-orm";
import type { Paper, Verdict } from "@working-papers/lab";
import type { Db } from "../database/open.ts";
import { verdictChange } from "../database/schema.ts";

/** An arbitrary number that only this lock has. */
const LOCK = 0x5770_4e41;
/** A listing older than this is no news when it comes. */
export const NEWS_DAYS = 14;

/** Numbers papers that have come into a list since. Replacements are none: the paper was new before. @returns how many */
export async function takeInArrivals(db: Db): Promise<number> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${LOCK})`);
    const { rows } = await tx.execute(sql`
      insert into arrival (paper_key, day)
      select paper_key, day from (
        select distinct on (paper.key) paper.key as paper_key, listing.day as day, listing.position as position
        from listing join paper on paper.id = listing.paper_id
        where listing.day > current_date - ${NEWS_DAYS}::int and listing.kind not in ('replace', 'replace-cross')
          and not exists (select from arrival where arrival.paper_key = paper.key)
        order by paper.key, listing.day
      ) as fresh
      order by day, position, paper_key
      returning key`);
    return rows.length;
  });
}

/** A paper of the repository with its verdicts. */
export interface Judged {
  readonly paper: Pick<Paper, "slug">;
  readonly verdicts: readonly Pick<Verdict, "claim" | "verdict" | "reason">[];
}

/**
 * Writes down verdicts that are others than they were. What is there when it looks for the first time has not changed.
 *
 * @returns how many changed
 */
export async function takeInVerdicts(db: Db, papers: readonly Judged[]): Promise<number> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${LOCK})`);
    const { rows } = await tx.execute<{ paper: string; claim: string; verdict: string }>(sql`
      select distinct on (paper, claim) paper, claim, verdict from verdict_change order by paper, claim, key desc`);
    const known = new Map(rows.map((row) => [`${row.paper} ${row.claim}`, row.verdict]));
    const first = rows.length === 0;
    const changes = papers.flatMap(({ paper: { slug }, verdicts }) =>
      verdicts.flatMap(({ claim, verdict, reason }) => {
        const before = known.get(`${slug} ${claim}`);
        if (before === verdict) return [];
        return [{ paper: slug, claim, before: first ? verdict : (before ?? null), verdict, reason }];
      }),
    );
    for (let start = 0; start < changes.length; start += 500)
      await tx.insert(verdictChange).values(changes.slice(start, start + 500));
    return first ? 0 : changes.length;
  });
}

/** The last numbers. */
export async function newestNumbers(db: Pick<Db, "execute">): Promise<{ arrival: number; verdict: number }> {
  const { rows } = await db.execute<{ arrival: number; verdict: number }>(sql`
    select (select coalesce(max(key), 0) from arrival)::int as arrival, (select coalesce(max(key), 0) from verdict_change)::int as verdict`);
  return rows[0];
}
