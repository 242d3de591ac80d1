import {
  FUSION,
  NEARNESS,
  recordedQuality,
  rulesOf,
  sayRules,
  TERMS,
  TRENDING,
  WEIGHTS,
} from "@working-papers/daily";
import { daily } from "#lib/server/daily.ts";
import { settings } from "#lib/server/work.ts";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async () => {
  const votes = rulesOf(settings);
  return {
    votes,
    rules: sayRules(votes),
    quality: await recordedQuality(),
    status: daily().search.status(),
    settings: { fusion: FUSION, nearness: NEARNESS, weights: WEIGHTS, trending: TRENDING },
    terms: TERMS.map(({ says, weight }) => ({ says, weight })),
  };
};
