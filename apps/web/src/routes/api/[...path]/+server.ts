import { handlers } from "#lib/server/site.ts";
import { serveApi } from "@working-papers/daily";

export const { GET, fallback } = handlers(serveApi);
