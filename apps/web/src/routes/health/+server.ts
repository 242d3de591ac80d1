import { daily } from "#lib/server/daily.ts";
import { repository } from "#lib/server/repository.ts";
import { isReady } from "@working-papers/daily";
import type { RequestHandler } from "./$types";

/** Whether the site can answer: 200 when its database does and the papers can be listed, else 503. */
export const GET: RequestHandler = async () => {
  const { database, search } = daily();
  const ready = await isReady(database);
  const working = (await (await repository()).slugs()).length;
  const { papers, since } = search.status();
  return Response.json(
    { status: ready ? "ok" : "unavailable", database: ready, working, papers, unindexed: since },
    { status: ready ? 200 : 503, headers: { "cache-control": "no-store" } },
  );
};
