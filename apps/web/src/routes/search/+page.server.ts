import { searchPage } from "#lib/server/search-page.ts";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async ({ url, locals }) => {
  return { found: await searchPage(url, locals.member) };
};
