import { feedDays } from "#lib/server/cards.ts";
import { repository } from "#lib/server/repository.ts";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async () => {
  const { folders, problems } = await (await repository()).loadAll();
  return { days: feedDays(folders), problems };
};
