import { daily } from "#lib/server/daily.ts";
import { metrics } from "#lib/server/observe.ts";
import { settings } from "#lib/server/work.ts";
import { addSiteMetrics, METRICS_TYPE } from "@working-papers/daily";
import { error } from "@sveltejs/kit";
import { createHash, timingSafeEqual } from "node:crypto";
import type { RequestHandler } from "./$types";

let added = false;

/** Measures of the site in Prometheus' text format; with METRICS_TOKEN only for who has it. */
export const GET: RequestHandler = async ({ request }) => {
  const { METRICS_TOKEN: token } = settings;
  if (token !== undefined && !same(request.headers.get("authorization") ?? "", `Bearer ${token}`))
    error(401, "The metrics of this site are read with a token.");
  if (!added) {
    added = true;
    const { database, search } = daily();
    addSiteMetrics(metrics, database, search);
  }
  return new Response(await metrics.write(), {
    headers: { "content-type": METRICS_TYPE, "cache-control": "no-store" },
  });
};

/** Compares in the same time wherever they differ. */
function same(a: string, b: string): boolean {
  const [x, y] = [a, b].map((text) => createHash("sha256").update(text).digest());
  return timingSafeEqual(x, y);
}
