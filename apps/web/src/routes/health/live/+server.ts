import type { RequestHandler } from "./$types";

/** Whether the process answers at all: what does not should be started again. */
export const GET: RequestHandler = () =>
  Response.json({ status: "ok" }, { headers: { "cache-control": "no-store" } });
