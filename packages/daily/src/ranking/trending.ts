/**
 * @file Trending: a formula whose every term is stored, shown and can be computed again by hand.
 *
 * $$score = \log_{10}\Bigl(1 + \sum_k w_k \sum_{d} s_k(d) \cdot 2^{-(today - d)/h}\Bigr) - \frac{age}{T}$$
 *
 * s_k(d) is what was counted of kind k on day d, w_k what one of it weighs, h the days after which it weighs half; age the days since the paper was
 * listed or announced, and T the days that cost as much as a tenfold of attention. An independent run weighs most: it is the hardest to buy.
 */
import { and, asc, eq, lte, sql } from "drizzle-orm";
import type { Db, Executor } from "../database/open.ts";
import { paper, trending, trendingDay, trendingInput } from "../database/schema.ts";
import { addDays, daysBetween, isDay, type Day } from "../lists/period.ts";
import { cardColumns, type Card } from "../papers/card.ts";
import { RULES, type VoteRules } from "../votes/rules.ts";
import type { Formula, Input, TrendingInputs } from "./inputs.ts";

export interface TermInfo {
  kind: string;
  weight: number;
  /** For a sentence: «3 votes». */
  says: string;
}

/** What counts, and how much one of it weighs. */
export const TERMS: readonly TermInfo[] = [
  { kind: "runs", weight: 5, says: "members who ran its experiments" },
  { kind: "comments", weight: 2, says: "members who commented" },
  { kind: "votes", weight: 1, says: "votes" },
  { kind: "curated", weight: 3, says: "places on a curated list" },
  { kind: "upvotes-elsewhere", weight: 0.1, says: "votes at the source of a curated list" },
];

export const TRENDING = {
  /** h: days after which an event weighs half. */
  halfLife: 2,
  /** T: days of age that cost as much as a tenfold of attention. */
  tenfold: 7,
  /** Older events weigh less than a thousandth and are left out. */
  window: 20,
  /** Older papers are not in the list. */
  oldest: 60,
  /** How many papers of a day are stored. */
  most: 500,
};

/** One term of a score, as stored. */
export interface Term {
  /** A kind of TERMS, or `age`. */
  kind: string;
  /** For a kind the decayed count, for the age its days. */
  value: number;
  weight: number;
  /** value × weight: within the logarithm for a kind, subtracted from it for the age. */
  product: number;
}

export interface Trending {
  day: Day;
  papers: (Card & {
    rank: number;
    score: number;
    terms: Term[];
    /** What the terms were made of; none in a list that was stored before inputs were. */
    counts: Input[];
  })[];
}

/** The score that terms make: what a reader does to check one. */
export function scoreOf(terms: readonly Term[]): number {
  let attention = 0;
  let age = 0;
  for (const { kind, product } of terms)
    if (kind === "age") age += product;
    else attention += product;
  return Math.log10(1 + attention) - age;
}

/** «log10(1 + 2.5 votes × 1 + 1 members who ran its experiments × 5) − 3 days of age × 0.143 = 0.5» */
export function explain(terms: readonly Term[]): string {
  const parts = terms
    .filter(({ kind, value }) => kind !== "age" && value !== 0)
    .map(({ kind, value, weight }) => {
      const says = TERMS.find((term) => term.kind === kind)?.says ?? kind;
      return ` + ${rounded(value)} ${says} × ${rounded(weight)}`;
    });
  const age = terms.find(({ kind }) => kind === "age");
  const minus = age ? ` − ${rounded(age.value)} days of age × ${rounded(age.weight)}` : "";
  return `log10(1${parts.join("")})${minus} = ${rounded(scoreOf(terms))}`;
}

function rounded(value: number): string {
  return String(Number(value.toFixed(3)));
}

/** The terms of a paper on a day, from its signals (their kind, day and count). */
export function termsOf(
  today: Day,
  since: Day,
  signals: readonly { kind: string; day: Day; value: number }[],
): Term[] {
  const terms = TERMS.map(({ kind, weight }): Term => {
    let value = 0;
    for (const one of signals)
      if (one.kind === kind && one.day <= today)
        value += one.value * 2 ** (-daysBetween(one.day, today) / TRENDING.halfLife);
    return { kind, value, weight, product: value * weight };
  }).filter(({ value }) => value !== 0);
  const age = Math.max(0, daysBetween(since, today));
  const weight = 1 / TRENDING.tenfold;
  return [...terms, { kind: "age", value: age, weight, product: age * weight }];
}

/** The numbers of the formula as they are now, for who computes a list again. */
export function formulaOf(rules: VoteRules): Formula {
  return { terms: TERMS.map(({ kind, weight, says }) => ({ kind, weight, says })), ...TRENDING, rules };
}

/** Computes the trending list of a day from the stored signals, and stores it with what it was computed from. The same inputs give the same list. */
export async function computeTrending(db: Executor, today: Day, rules: VoteRules = RULES): Promise<number> {
  if (!isDay(today)) throw new RangeError(`«${today}» is not a day like 2026-09-10.`);
  const candidates = await candidatesOf(db, today);
  const scored = candidates
    .filter(({ since }) => daysBetween(since, today) <= TRENDING.oldest)
    .map(({ id: paperId, since, counts }) => {
      const terms = termsOf(today, since, counts);
      return { day: today, paperId, terms, score: scoreOf(terms) };
    })
    // Of some papers only what does not count was counted.
    .filter(({ terms }) => terms.some(({ kind }) => kind !== "age"))
    .sort((a, b) => b.score - a.score || (a.paperId < b.paperId ? 1 : -1))
    .slice(0, TRENDING.most)
    .map(({ day, paperId, terms, score }, i) => ({ day, paperId, terms, score, rank: i + 1 }));
  const inputs = candidates.map(({ id: paperId, since, counts }) => ({ day: today, paperId, since, counts }));
  await db.transaction(async (tx) => {
    const computed = { formula: formulaOf(rules), stale: false, computed: sql`now()` };
    await tx
      .insert(trendingDay)
      .values({ day: today, ...computed })
      .onConflictDoUpdate({ target: trendingDay.day, set: computed });
    await tx.delete(trendingInput).where(eq(trendingInput.day, today));
    for (let start = 0; start < inputs.length; start += 250)
      await tx.insert(trendingInput).values(inputs.slice(start, start + 250));
    await tx.delete(trending).where(eq(trending.day, today));
    for (let start = 0; start < scored.length; start += 250)
      await tx.insert(trending).values(scored.slice(start, start + 250));
  });
  return scored.length;
}

/** Papers of which something was counted in the window, with the day from which their age counts. */
async function candidatesOf(db: Executor, today: Day): Promise<TrendingInputs["papers"]> {
  const { rows } = await db.execute<{ id: string; since: Day; kind: string; day: Day; value: number }>(sql`
    with happened as (
      select paper_id, kind, day, value from signal where day > ${addDays(today, -TRENDING.window)}::date and day <= ${today}::date
      union all
      select paper_id, 'curated', day, 1 from listing
      where list = 'curated' and day > ${addDays(today, -TRENDING.window)}::date and day <= ${today}::date
    ), listed as (
      select paper_id, min(day) as since from listing where day <= ${today}::date
        and paper_id in (select paper_id from happened) group by paper_id
    )
    select id, coalesce(since, announced, submitted::date)::text as since, kind, day::text as day, value::float8 as value
    from happened join paper on paper.id = happened.paper_id left join listed on listed.paper_id = paper.id
    where not withdrawn and coalesce(since, announced, submitted::date) is not null
    order by id collate "C", day, kind`);
  const papers = new Map<string, TrendingInputs["papers"][number]>();
  for (const { id, since, kind, day, value } of rows) {
    if (!papers.has(id)) papers.set(id, { id, since, counts: [] });
    papers.get(id)!.counts.push({ kind, day, value });
  }
  return [...papers.values()];
}

/** The stored list of a day, or of the last day before it that has one. */
export async function readTrending(db: Db, today: Day, most = 50): Promise<Trending | undefined> {
  const [last] = await db
    .select({ day: sql<Day>`max(${trending.day})::text` })
    .from(trending)
    .where(lte(trending.day, today));
  if (!last?.day) return undefined;
  const papers = await db
    .select({
      ...cardColumns,
      rank: trending.rank,
      score: trending.score,
      terms: trending.terms,
      counts: sql<Input[]>`coalesce(${trendingInput.counts}, '[]')`,
    })
    .from(trending)
    .innerJoin(paper, eq(paper.id, trending.paperId))
    .leftJoin(
      trendingInput,
      and(eq(trendingInput.day, trending.day), eq(trendingInput.paperId, trending.paperId)),
    )
    .where(eq(trending.day, last.day))
    .orderBy(asc(trending.rank))
    .limit(most);
  return { day: last.day, papers };
}
