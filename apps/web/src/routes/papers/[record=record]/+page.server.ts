import { recordPage } from "#lib/server/record-page.ts";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = ({ params }) => recordPage(params.record);
