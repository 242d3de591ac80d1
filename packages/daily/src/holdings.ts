/** @file Everything that the site holds of members: each part adds its own. */
import type { Holding } from "./accounts/holding.ts";
import { accountHolding } from "./accounts/own-holding.ts";
import { authorshipHolding } from "./authorship/holding.ts";
import { discussionHolding } from "./discussion/holding.ts";
import { runsHolding } from "./runs/holding.ts";
import { submissionsHolding } from "./submissions/holding.ts";
import { subscriptionHolding } from "./subscriptions/holding.ts";
import { votesHolding } from "./votes/holding.ts";

export const HOLDINGS: readonly Holding[] = [
  accountHolding,
  discussionHolding,
  authorshipHolding,
  runsHolding,
  submissionsHolding,
  subscriptionHolding,
  votesHolding,
];
