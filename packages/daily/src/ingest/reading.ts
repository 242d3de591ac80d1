/** @file From a kept answer to papers: parse, store, and write down what came of it. */
import { eq, inArray, sql } from "drizzle-orm";
import type { Db } from "../database/open.ts";
import { answer, paper, rejection } from "../database/schema.ts";
import type { Parsed, Rejected } from "../papers/record.ts";
import { storePapers, type Stored } from "../papers/store.ts";
import type { Kept } from "./client.ts";

/** What one ingestion did. */
export interface Report extends Stored {
  /** Records that were left out and recorded. */
  rejected: number;
  /** Answers that came, that had not changed, and that could not be read at all. */
  answers: number;
  same: number;
  unreadable: number;
}

export function emptyReport(): Report {
  return { added: 0, changed: 0, unchanged: 0, rejected: 0, answers: 0, same: 0, unreadable: 0 };
}

export function addUp(total: Stored, part: Stored): void {
  total.added += part.added;
  total.changed += part.changed;
  total.unchanged += part.unchanged;
}

/**
 * Reads a kept answer into the database. One that is malformed as a whole is recorded and counted, not thrown.
 *
 * @returns what the parser made of it; undefined when there was nothing to read or it could not be
 */
export async function readAnswer<Result extends Parsed>(
  db: Db,
  source: string,
  kept: Kept,
  parse: (body: string) => Result,
  report: Report,
): Promise<Result | undefined> {
  if (kept.key === undefined) {
    report.same++;
    return undefined;
  }
  report.answers++;
  let parsed: Result;
  try {
    parsed = parse(kept.body);
  } catch (error) {
    report.unreadable++;
    const reason = error instanceof Error ? error.message : String(error);
    await recordRejections(db, source, [{ reason, excerpt: kept.body.slice(0, 300) }], kept.key);
    return undefined;
  }
  const stored = await storePapers(db, source, parsed.papers);
  addUp(report, stored);
  report.rejected += parsed.rejected.length;
  await recordRejections(db, source, parsed.rejected, kept.key);
  await db
    .update(answer)
    .set({ read: sql`now()`, accepted: parsed.papers.length, rejected: parsed.rejected.length })
    .where(eq(answer.key, kept.key));
  return parsed;
}

/** Keeps what was left out for the host to look at. */
export async function recordRejections(
  db: Db,
  source: string,
  rejected: readonly Rejected[],
  answerKey?: number,
): Promise<void> {
  for (let start = 0; start < rejected.length; start += 500)
    await db.insert(rejection).values(
      rejected.slice(start, start + 500).map(({ reason, excerpt }) => ({
        source,
        answerKey,
        // PostgreSQL stores no NUL.
        reason: reason.replaceAll("\0", " "),
        excerpt: excerpt.replaceAll("\0", " "),
      })),
    );
}

/** Marks papers as withdrawn that a repository says are deleted. */
export async function markWithdrawn(db: Db, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await db.transaction(async (tx) => {
    const { rows } = await tx.execute<{ value: string }>(
      sql`update counter set value = value + 1 where name = 'paper' returning value::text as value`,
    );
    await tx
      .update(paper)
      .set({ withdrawn: true, revision: Number(rows[0].value) })
      .where(sql`${inArray(paper.id, [...ids])} and not ${paper.withdrawn}`);
  });
}

/** After much has changed: the planner's statistics. PostgreSQL would make them by itself in time, PGlite never does. */
export async function analyze(db: Db): Promise<void> {
  for (const table of ["paper", "paper_version", "listing", "signal"])
    await db.execute(sql.raw(`analyze ${table}`));
}

/**
 * Forgets kept answers older than so many days. The newest good one of each address stays: with it the next request asks only for what has changed.
 *
 * @returns how many went
 */
export async function forgetAnswers(db: Db, days: number): Promise<number> {
  const { rows } = await db.execute<{ key: number }>(sql`
    delete from answer where fetched < now() - make_interval(days => ${days}::int) and key not in (
      select distinct on (url) key from answer where status = 200 and read is not null order by url, fetched desc, key desc
    ) returning key`);
  return rows.length;
}
