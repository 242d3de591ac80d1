/**
 * @file Bursts: many young accounts on one paper, within a day, from few networks. That is how bought votes look; it is also how a reading group looks that
 * has just moved in. So a burst only tells an editor to look: what counts is bounded by the rules in any case.
 */
import { sql } from "drizzle-orm";
import type { Db } from "../database/open.ts";
import { stands } from "./vote.ts";
import { NETWORK_DAYS, type VoteRules } from "./rules.ts";

export const BURST = {
  /** Hours within which votes belong together. */
  hours: 24,
  /** Fewer votes of young accounts are nothing to look at. */
  least: 5,
  /** Votes a network from which on a burst comes from few. */
  perNetwork: 2,
};

export interface CastVote {
  paper: string;
  member: string;
  at: number;
  /** Of a young account. */
  young: boolean;
  /** Hashed; votes without one are not looked at. */
  network: string;
}

export interface Burst {
  paper: string;
  /** Milliseconds of the first and the last vote. */
  from: number;
  until: number;
  /** Votes of young accounts in between, and the networks they came from. */
  young: number;
  networks: number;
  /** All votes in between. */
  all: number;
}

const HOUR_MS = 3_600_000;

/** Of each paper the window with most votes of young accounts, where it is a burst; the largest first. */
export function burstsOf(votes: readonly CastVote[]): Burst[] {
  const byPaper = Map.groupBy(votes, ({ paper }) => paper);
  return [...byPaper.values()]
    .flatMap((all) => burstOf(all) ?? [])
    .sort((a, b) => b.young - a.young || b.until - a.until || (a.paper < b.paper ? -1 : 1));
}

function burstOf(votes: readonly CastVote[]): Burst | undefined {
  const young = votes.filter((vote) => vote.young).sort((a, b) => a.at - b.at);
  let best: Burst | undefined;
  let first = 0;
  for (let last = 0; last < young.length; last++) {
    while (young[last].at - young[first].at > BURST.hours * HOUR_MS) first++;
    const within = young.slice(first, last + 1);
    const networks = new Set(within.map(({ network }) => network)).size;
    if (within.length < BURST.least || within.length < BURST.perNetwork * networks) continue;
    if (best && best.young >= within.length) continue;
    const [from, until] = [young[first].at, young[last].at];
    const all = votes.filter(({ at }) => at >= from && at <= until).length;
    best = { paper: votes[0].paper, from, until, young: within.length, networks, all };
  }
  return best;
}

/** The bursts of the days for which networks are kept, among votes that stand. */
export async function findBursts(db: Db, { youngDays }: VoteRules): Promise<Burst[]> {
  const { rows } = await db.execute<CastVote & Record<string, unknown>>(sql`
    select vote.paper_id as paper, vote.member_id as member, (extract(epoch from vote.at) * 1000)::float8 as at,
      vote.at - member.created < make_interval(days => ${youngDays}::int) as young, vote.network
    from vote join member on member.id = vote.member_id
    where ${stands} and vote.network is not null and vote.at > now() - make_interval(days => ${NETWORK_DAYS}::int)`);
  return burstsOf(rows);
}
