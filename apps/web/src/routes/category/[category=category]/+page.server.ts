import { toDay } from "@working-papers/daily";
import { listPage } from "#lib/server/list-page.ts";
import { categoryPath } from "#lib/paths.ts";
import type { PageServerLoad } from "./$types";

/** The last week that has papers of the category. */
export const load: PageServerLoad = async ({ params: { category }, url, locals: { member } }) => {
  const period = toDay(Date.now());
  return {
    list: await listPage({ unit: "week", period, category, url, member, at: categoryPath(category) }),
  };
};
