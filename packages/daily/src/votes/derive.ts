/**
 * @file The signals that come from what members did, made again from the tables whenever they are needed: what was taken back or removed is gone, whatever day
 * it was of.
 */
import { sql } from "drizzle-orm";
import type { Executor } from "../database/open.ts";
import { signal } from "../database/schema.ts";
import { addDays, type Day } from "../lists/period.ts";
import { BATCH, type Signal } from "../ranking/signals.ts";
import { countActs, DERIVED, type Act, type DerivedKind } from "./count.ts";
import { RULES, type VoteRules } from "./rules.ts";
import { stands } from "./vote.ts";

/** All votes of a day that stand, those that do not count too: shown beside those that do. */
export const STORED = "votes-stored";

export interface DeriveOptions {
  rules?: VoteRules;
  /** What does not yet count at this moment is left out. Default now. */
  now?: number;
  /** The identifiers of papers that work here, by their short names: runs are known by these. */
  works?: ReadonlyMap<string, string>;
}

/** An arbitrary number. */
const LOCK = 0x5770_4d33;

/**
 * Held to the end of the transaction by who counts votes for lists and who takes counted ones away: two that count at once would each delete what the other
 * inserts, and a removal in the middle of a count would be lost. Taken before any other lock.
 */
export async function lockCounting(tx: Executor): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${LOCK})`);
}

/** Makes the signals of some days anew, the first and the last one included. */
export async function deriveSignals(
  db: Executor,
  from: Day,
  until: Day,
  { rules = RULES, now = Date.now(), works = new Map() }: DeriveOptions = {},
): Promise<void> {
  await db.transaction(async (tx) => {
    await lockCounting(tx);
    const acts = [
      ...(await voted(tx, from, until, rules)),
      ...(await commented(tx, from, until, rules)),
      ...(await ran(tx, from, until, rules, works)),
    ];
    const derived = [...countActs(acts, now, rules), ...(await stored(tx, from, until))].filter(
      ({ day }) => day >= from && day <= until,
    );
    await tx.execute(sql`
      delete from signal where day between ${from}::date and ${until}::date and kind in ${[...DERIVED, STORED]}`);
    for (let start = 0; start < derived.length; start += BATCH)
      await tx.insert(signal).values(derived.slice(start, start + BATCH));
  });
}

/** Acts that begin to count within the days: `at` is the table's moment, and `member` is joined. */
function within(at: string, from: Day, until: Day, { ageHours }: VoteRules) {
  const begins = sql`greatest(${sql.raw(at)}, member.created + make_interval(hours => ${ageHours}::int))`;
  return sql`${begins} >= ${`${from}T00:00:00Z`}::timestamptz and ${begins} < ${`${addDays(until, 1)}T00:00:00Z`}::timestamptz`;
}

const moments = (at: string) =>
  sql.raw(
    `(extract(epoch from ${at}) * 1000)::float8 as at, (extract(epoch from member.created) * 1000)::float8 as joined`,
  );

type Row = Omit<Act, "kind"> & Record<string, unknown>;

const as = (kind: DerivedKind, rows: readonly Row[]): Act[] =>
  rows.map(({ member, paper, at, joined }) => ({ kind, member, paper, at, joined }));

async function voted(tx: Executor, from: Day, until: Day, rules: VoteRules): Promise<Act[]> {
  const { rows } = await tx.execute<Row>(sql`
    select vote.member_id as member, vote.paper_id as paper, ${moments("vote.at")}
    from vote join member on member.id = vote.member_id where ${stands} and ${within("vote.at", from, until, rules)}`);
  return as("votes", rows);
}

/** What a paper's own authors say of it is no sign of interest. */
const notAuthor = (paperId: string) => sql`not exists (
  select from authorship where authorship.member_id = member.id and authorship.paper_id = ${sql.raw(paperId)} and authorship.state = 'granted')`;

async function commented(tx: Executor, from: Day, until: Day, rules: VoteRules): Promise<Act[]> {
  const { rows } = await tx.execute<Row>(sql`
    select member.id as member, comment.paper_id as paper, ${moments("comment.created")}
    from comment join member on member.id = comment.member_id
    where comment.deleted is null and comment.hidden is null and member.suspended is null
      and ${notAuthor("comment.paper_id")} and ${within("comment.created", from, until, rules)}`);
  return as("comments", rows);
}

/** Runs that members, not the paper's authors, had done on the server to the end, with the parameters of a preset. */
async function ran(
  tx: Executor,
  from: Day,
  until: Day,
  rules: VoteRules,
  works: ReadonlyMap<string, string>,
): Promise<Act[]> {
  const papers = sql`json_each_text(${JSON.stringify(Object.fromEntries(works))}::json) as works (slug, id)`;
  const { rows } = await tx.execute<Row>(sql`
    select member.id as member, works.id as paper, ${moments("run.ended")}
    from run join ${papers} on works.slug = run.paper join member on run.owner = 'member:' || member.id
    where run.state = 'done' and not run.altered and member.suspended is null
      and ${notAuthor("works.id")} and ${within("run.ended", from, until, rules)}`);
  return as("runs", rows);
}

async function stored(tx: Executor, from: Day, until: Day): Promise<Signal[]> {
  const { rows } = await tx.execute<Signal & Record<string, unknown>>(sql`
    select vote.paper_id as "paperId", (vote.at at time zone 'UTC')::date::text as day, ${STORED} as kind, count(*)::float8 as value
    from vote join member on member.id = vote.member_id
    where ${stands} and vote.at >= ${`${from}T00:00:00Z`}::timestamptz and vote.at < ${`${addDays(until, 1)}T00:00:00Z`}::timestamptz
    group by 1, 2`);
  return rows.map(({ paperId, day, kind, value }) => ({ paperId, day, kind, value }));
}
