/** @file What came in lately, what was left out and why, and how far harvests are: for editors. */
import { desc, sql } from "drizzle-orm";
import type { Db } from "../database/open.ts";
import { answer, harvest, rejection } from "../database/schema.ts";

export interface IngestionState {
  answers: {
    key: number;
    source: string;
    url: string;
    fetched: Date;
    status: number;
    accepted: number | null;
    rejected: number | null;
  }[];
  /** Of the last seven days, by source. */
  rejectedLately: Record<string, number>;
  rejections: { key: number; source: string; at: Date; reason: string; excerpt: string }[];
  harvests: { source: string; since: string | null; started: Date | null; finished: Date | null }[];
  papers: number;
}

export async function readIngestion(db: Db, most = 20): Promise<IngestionState> {
  const answers = await db
    .select({
      key: answer.key,
      source: answer.source,
      url: answer.url,
      fetched: answer.fetched,
      status: answer.status,
      accepted: answer.accepted,
      rejected: answer.rejected,
    })
    .from(answer)
    .orderBy(desc(answer.key))
    .limit(most);
  const rejections = await db
    .select({
      key: rejection.key,
      source: rejection.source,
      at: rejection.at,
      reason: rejection.reason,
      excerpt: rejection.excerpt,
    })
    .from(rejection)
    .orderBy(desc(rejection.key))
    .limit(most);
  const { rows } = await db.execute<{ source: string; count: number }>(
    sql`select source, count(*)::int as count from rejection where at > now() - interval '7 days' group by source`,
  );
  const { rows: papers } = await db.execute<{ count: number }>(sql`select count(*)::int as count from paper`);
  return {
    answers,
    rejections,
    rejectedLately: Object.fromEntries(rows.map(({ source, count }) => [source, count])),
    harvests: await db
      .select({
        source: harvest.source,
        since: harvest.since,
        started: harvest.started,
        finished: harvest.finished,
      })
      .from(harvest),
    papers: papers[0].count,
  };
}
