import { toDay } from "@working-papers/daily";
import { listPage } from "#lib/server/list-page.ts";
import type { PageServerLoad } from "./$types";

/** Today, or the last day before it that has papers. */
export const load: PageServerLoad = async ({ url, locals: { member } }) => {
  return { list: await listPage({ unit: "day", period: toDay(Date.now()), url, member, at: "/" }) };
};
