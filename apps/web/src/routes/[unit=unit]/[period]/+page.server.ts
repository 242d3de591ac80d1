import type { Unit } from "@working-papers/daily";
import { listPage } from "#lib/server/list-page.ts";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async ({ params, url, locals: { member } }) => {
  return { list: await listPage({ unit: params.unit as Unit, period: params.period, url, member }) };
};
