/** @file Proposals for claims, as pages show them. */
import { claimPage, paperEntry, type Proposal, type ProposalState } from "@working-papers/daily";
import type { PaperFolder } from "@working-papers/lab/node";

export interface ProposalView {
  id: string;
  href: string;
  claim: { id: string; href: string } | undefined;
  by: { name: string; isAuthor: boolean } | undefined;
  statement: string;
  place: string;
  reported: string;
  measure: string;
  state: ProposalState;
  at: string;
  reason: string | undefined;
  /** An entry for `paper.ts`, of an accepted one. */
  entry: string | undefined;
}

export function proposalViews(proposals: readonly Proposal[], folder: PaperFolder): ProposalView[] {
  return proposals.map((proposal) => {
    const { id, claim, by, byAuthor, statement, place, reported, value, unit, measure, state, at, reason } =
      proposal;
    const number = value === null ? "" : ` (${value}${unit === null ? "" : ` ${unit}`})`;
    return {
      id,
      href: `/proposals/${id}`,
      claim: claim === null ? undefined : { id: claim, href: claimPage(folder.paper.slug, claim) },
      by: by === null ? undefined : { name: by.name, isAuthor: byAuthor },
      statement,
      place,
      reported: reported + number,
      measure,
      state,
      at: at.toISOString(),
      reason: reason ?? undefined,
      entry: state === "accepted" ? paperEntry(proposal, folder) : undefined,
    };
  });
}
