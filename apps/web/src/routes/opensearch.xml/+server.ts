import { handlers } from "#lib/server/site.ts";
import { serveAbout } from "@working-papers/daily";

export const { GET, fallback } = handlers(serveAbout);
