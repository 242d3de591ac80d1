import { isDay, rulesOf, sayRules, TERMS, toDay, TRENDING } from "@working-papers/daily";
import { feedLinks } from "#lib/server/feeds.ts";
import { trendingPage } from "#lib/server/trending-page.ts";
import { settings } from "#lib/server/work.ts";
import { error } from "@sveltejs/kit";
import type { PageServerLoad } from "./$types";

const SHOWN = 50;

export const load: PageServerLoad = async ({ url, locals }) => {
  const asked = url.searchParams.get("day") ?? toDay(Date.now());
  if (!isDay(asked)) error(400, `«${asked.slice(0, 40)}» is not a day like 2026-09-10.`);
  const trending = await trendingPage(asked, SHOWN, locals.member);
  const rules = trending.formula?.rules ?? rulesOf(settings);
  return {
    ...trending,
    terms: trending.formula?.terms ?? TERMS.map(({ kind, says, weight }) => ({ kind, says, weight })),
    settings: trending.formula ?? TRENDING,
    rules: sayRules(rules),
    feeds: feedLinks({ kind: "trending" }),
  };
};
