/** @file What the database says of the site's state: for metrics, and for the question whether it is ready. */
import { sql } from "drizzle-orm";
import type { Database } from "../database/open.ts";
import type { SearchEngine } from "../search/engine.ts";
import type { Metrics, Sample } from "./metrics.ts";

/** Adds what a host wants to see of papers, search, runs and the queue. */
export function addSiteMetrics(metrics: Metrics, { db }: Database, search: SearchEngine): void {
  const count = async (statement: ReturnType<typeof sql>): Promise<Sample[]> => {
    const { rows } = await db.execute<{ label?: string; other?: string; value: string }>(statement);
    return rows.map(({ label, other, value }) => ({
      value: Number(value),
      ...(label === undefined
        ? {}
        : { labels: { state: label, ...(other === undefined ? {} : { queue: other }) } }),
    }));
  };
  metrics.gauge("working_papers_papers", "Papers in the database.", () =>
    count(sql`select count(*) as value from paper`),
  );
  metrics.gauge("working_papers_search_papers", "Papers in the search index of this process.", () => [
    { value: search.status().papers },
  ]);
  metrics.gauge("working_papers_search_unindexed_papers", "Papers that came after the stored index.", () => [
    { value: search.status().since },
  ]);
  metrics.gauge("working_papers_runs", "Runs on the server by state.", () =>
    count(sql`select state as label, count(*) as value from run group by state`),
  );
  metrics.gauge(
    "working_papers_mail",
    "Mails by state; those that have ended, for as long as they are kept.",
    () => count(sql`select state as label, count(*) as value from mail group by state`),
  );
  metrics.gauge("working_papers_mail_suppressed", "Addresses that get no mail, by reason.", () =>
    count(
      sql`select reason as label, count(*) as value from suppression where until is null or until > now() group by reason`,
    ),
  );
  metrics.gauge("working_papers_rejections_total", "Records that were left out, with a reason.", () =>
    count(sql`select count(*) as value from rejection`),
  );
  metrics.gauge("working_papers_answers_total", "Answers of services that are kept.", () =>
    count(sql`select count(*) as value from answer`),
  );
  metrics.gauge("working_papers_jobs", "Jobs of the queue by state.", async () => {
    const { rows } = await db.execute<{ there: boolean }>(
      sql`select to_regclass('pgboss.job') is not null as there`,
    );
    if (!rows[0].there) return [];
    return count(sql`
      select name as other, state::text as label, count(*) as value from pgboss.job
      where name not like '\\_\\_pgboss%' group by name, state`);
  });
}

/** Whether the database answers within some milliseconds. */
export async function isReady({ db }: Database, within = 2_000): Promise<boolean> {
  const late = new Promise<false>((resolve) => setTimeout(() => resolve(false), within).unref());
  const answer = db.execute(sql`select 1`).then(
    () => true,
    () => false,
  );
  return Promise.race([answer, late]);
}
