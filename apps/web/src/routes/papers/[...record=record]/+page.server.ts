import { recordPage } from "#lib/server/record-page.ts";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = ({ params, locals }) => recordPage(params.record, locals.member);
