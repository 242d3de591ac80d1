/**
 * @file A claim that a reader or an author misses, or a correction of one. Claims live in the repository, so an accepted proposal becomes an entry for
 * `paper.ts` that somebody has to commit.
 */
export type ProposalState = "asked" | "accepted" | "declined" | "withdrawn";
