/** @file A member's submissions and an editor's picks. */
import { and, eq, getTableColumns, sql } from "drizzle-orm";
import type { Holding } from "../accounts/holding.ts";
import { listing, pick, submission } from "../database/schema.ts";
import { PICKS } from "./pick.ts";

export const submissionsHolding: Holding = {
  name: "submissions",
  tables: ["submission", "pick"],
  leaving:
    "Papers that you submitted or picked stay in their lists without your name; what you wrote for papers that have not come in yet goes, and so do the sentences of your picks if you remove your texts.",
  async read(db, memberId) {
    const { memberId: _submitter, ...columns } = getTableColumns(submission);
    return {
      submissions: await db.select(columns).from(submission).where(eq(submission.memberId, memberId)),
      picks: await db
        .select({ paper: pick.paperId, why: pick.why, day: pick.day, at: pick.at })
        .from(pick)
        .where(eq(pick.memberId, memberId)),
    };
  },
  async leave(tx, memberId, texts) {
    await tx.update(submission).set({ comment: null }).where(eq(submission.memberId, memberId));
    // A pick is its sentence: without it there is none.
    if (texts === "keep") return;
    const gone = await tx.delete(pick).where(eq(pick.memberId, memberId)).returning({ id: pick.paperId });
    if (gone.length === 0) return;
    const ids = gone.map(({ id }) => id);
    await tx.delete(listing).where(and(eq(listing.list, PICKS), sql`${listing.paperId} in ${ids}`));
  },
};
