/** @file A member's papers and proposals. */
import { eq, sql } from "drizzle-orm";
import type { Holding } from "../accounts/holding.ts";
import { proposal } from "../database/schema.ts";
import { authorshipsOf } from "./claim.ts";
import { proposalsBy } from "./proposal.ts";

export const authorshipHolding: Holding = {
  name: "authorship",
  tables: ["authorship", "proposal"],
  leaving:
    "That you wrote a paper is no longer shown. Proposals for claims stay without your name, or go, as you choose; accepted ones stay.",
  read: async (db, memberId) => ({
    papers: await authorshipsOf(db, memberId),
    proposals: await proposalsBy(db, memberId),
  }),
  async leave(tx, memberId, texts) {
    if (texts === "remove")
      await tx
        .delete(proposal)
        .where(sql`${eq(proposal.memberId, memberId)} and ${proposal.state} <> 'accepted'`);
  },
};
