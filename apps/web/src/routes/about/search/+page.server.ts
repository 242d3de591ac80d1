import { FUSION, NEARNESS, recordedQuality, TERMS, TRENDING, WEIGHTS } from "@working-papers/daily";
import { daily } from "#lib/server/daily.ts";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async () => {
  return {
    quality: await recordedQuality(),
    status: daily().search.status(),
    settings: { fusion: FUSION, nearness: NEARNESS, weights: WEIGHTS, trending: TRENDING },
    terms: TERMS.map(({ says, weight }) => ({ says, weight })),
  };
};
