/** @file Votes: cast, counted, by which rules, and removed. */
export { castVote, countVotes, votedAmong, votesOf, type OwnVote, type Voted } from "./vote.ts";
export { NETWORK_DAYS, PACE, RULES, rulesOf, sayRules, type VoteRules } from "./rules.ts";
export { countActs, countsFrom, type Act } from "./count.ts";
export { deriveSignals, STORED, type DeriveOptions } from "./derive.ts";
export { BURST, findBursts, type Burst } from "./bursts.ts";
export { readRemovals, removeVotes, restoreVotes, type Removal, type Which } from "./removal.ts";
export { votesSummary, type VotesSummary } from "./summary.ts";
export { forgetNetworks } from "./network.ts";
