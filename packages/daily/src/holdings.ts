/** @file Everything that the site holds of members: each part adds its own. */
import type { Holding } from "./accounts/holding.ts";
import { accountHolding } from "./accounts/own-holding.ts";
import { runsHolding } from "./runs/holding.ts";

export const HOLDINGS: readonly Holding[] = [accountHolding, runsHolding];
