/** @file Who wrote a paper, and what its authors and readers propose for its claims. */
export { authorsOf, isAuthorOf, type VerifiedAuthor } from "./authors.ts";
export {
  authorshipsOf,
  claimPaper,
  decideAuthorship,
  grantedAuthorships,
  leavePaper,
  openAuthorships,
  type Authorship,
  type AuthorshipState,
} from "./claim.ts";
export { paperEntry } from "./entry.ts";
export {
  decideProposal,
  openProposals,
  proposalsOf,
  proposeClaim,
  readProposal,
  withdrawProposal,
  type Proposal,
  type ProposalState,
} from "./proposal.ts";
