/** @file The discussion of papers and claims, as pages need it. */
export { authorsHere, type AuthorsHere } from "./authors.ts";
export {
  commentView,
  commentViews,
  conversations,
  discussionHref,
  placeOf,
  rightsOf,
  verdictReplies,
  type CommentContext,
  type CommentView,
} from "./comments.ts";
export { attachRequests, discussRun, emptyDraft, readDraft, type DraftForm } from "./draft.ts";
export { orErrorPage, refusalOf, said, siteForMail } from "./refusal.ts";
export { runCards, type RunCardView } from "./run-cards.ts";
export { subjectOf, type Subject } from "./subject.ts";
export { discussionView, type DiscussionView } from "./view.ts";
export { proposalViews, type ProposalView } from "./proposals.ts";
export { claimTalk, type ClaimTalk } from "./talk.ts";
