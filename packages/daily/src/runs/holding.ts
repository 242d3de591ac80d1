/** @file A member's runs on the server. */
import { eq, sql } from "drizzle-orm";
import type { Holding } from "../accounts/holding.ts";
import { run } from "../database/schema.ts";

/** The owner of runs whose member has left. */
const NOBODY = "nobody";

export const runsHolding: Holding = {
  name: "runs",
  tables: ["run"],
  leaving: "Runs on the server stay as measurements, without your name.",
  read: (db, memberId) =>
    db
      .select({
        id: run.id,
        paper: run.paper,
        experiment: run.experiment,
        preset: run.preset,
        seed: run.seed,
        params: run.params,
        state: run.state,
        queued: run.queued,
        ended: run.ended,
      })
      .from(run)
      .where(eq(run.owner, `member:${memberId}`))
      .orderBy(run.queued),
  leave: async (tx, memberId) => {
    await tx.execute(
      sql`update run set owner = ${NOBODY}, origin = '' where owner = ${`member:${memberId}`}`,
    );
  },
};
