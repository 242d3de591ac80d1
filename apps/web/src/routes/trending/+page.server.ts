import { explain, isDay, readTrending, TERMS, toDay, TRENDING } from "@working-papers/daily";
import { daily } from "#lib/server/daily.ts";
import { evidence } from "#lib/server/evidence.ts";
import { feedLinks } from "#lib/server/feeds.ts";
import { listedView } from "#lib/server/listed.ts";
import { error } from "@sveltejs/kit";
import type { PageServerLoad } from "./$types";

const SHOWN = 50;

/** The stored list of a day, or of the last one before it that has one. */
export const load: PageServerLoad = async ({ url }) => {
  const asked = url.searchParams.get("day") ?? toDay(Date.now());
  if (!isDay(asked)) error(400, `«${asked.slice(0, 40)}» is not a day like 2026-09-10.`);
  const known = await evidence();
  const trending = await readTrending(daily().database.db, asked, SHOWN);
  return {
    asked,
    day: trending?.day,
    papers: (trending?.papers ?? []).map((paper) => ({
      rank: paper.rank,
      score: paper.score,
      why: explain(paper.terms),
      paper: listedView(paper, known.byArxiv.get(paper.id)),
    })),
    terms: TERMS.map(({ says, weight }) => ({ says, weight })),
    settings: TRENDING,
    feeds: feedLinks({ kind: "trending" }),
  };
};
