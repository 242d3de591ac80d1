import { handlers } from "#lib/server/site.ts";
import { serveExport } from "@working-papers/daily";

export const { GET, fallback } = handlers(serveExport);
