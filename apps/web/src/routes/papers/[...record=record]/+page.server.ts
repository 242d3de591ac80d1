import { recordPage } from "#lib/server/record-page.ts";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = ({ params, locals, url }) =>
  recordPage(params.record, url, locals.member);
