/** @file What feeds, exports, the API and pictures are answered from. */
import { serve, toDay, type Serve, type SiteContext } from "@working-papers/daily";
import { daily } from "./daily.ts";
import { evidence } from "./evidence.ts";

export const SITE = "Working Papers";

export function siteContext(): SiteContext {
  const { database, search } = daily();
  return {
    db: database.db,
    search,
    evidence: { all: async () => (await evidence()).folders },
    name: SITE,
    today: () => toDay(Date.now()),
  };
}

/** Handlers of a route that `serving` answers, whatever the method. */
export function handlers(
  serving: Serve,
): Record<"GET" | "fallback", (event: { request: Request }) => Promise<Response>> {
  const handle = ({ request }: { request: Request }): Promise<Response> =>
    serve(serving, request, siteContext());
  return { GET: handle, fallback: handle };
}
