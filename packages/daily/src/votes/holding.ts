/** @file A member's votes and the choice of recommendations. */
import { eq } from "drizzle-orm";
import type { Holding } from "../accounts/holding.ts";
import { personalRanking } from "../database/schema.ts";
import { votesOf } from "./vote.ts";

export const votesHolding: Holding = {
  name: "votes",
  tables: ["vote", "personal_ranking"],
  leaving: "Your votes go, and with them their effect on trending; so does the choice of recommendations.",
  async read(db, memberId) {
    const [personal] = await db
      .select({ since: personalRanking.since })
      .from(personalRanking)
      .where(eq(personalRanking.memberId, memberId));
    return { votes: await votesOf(db, memberId), recommendations: personal ?? null };
  },
  // The database does it: both refer to the member with `on delete cascade`.
  leave: async () => undefined,
};
