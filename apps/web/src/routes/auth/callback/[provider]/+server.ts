import { daily } from "#lib/server/daily.ts";
import type { RequestHandler } from "./$types";

/** Where another site leads the browser back to. */
export const GET: RequestHandler = ({ request, url }) => daily().accounts.callback(request, url.origin);
