import { repository } from "#lib/server/repository.ts";
import type { RequestHandler } from "./$types";

/** 200 when the papers can be listed. */
export const GET: RequestHandler = async () => {
  const papers = (await (await repository()).slugs()).length;
  return Response.json({ status: "ok", papers });
};
