import { handlers } from "#lib/server/site.ts";
import { serveSitemap } from "@working-papers/daily";

export const { GET, fallback } = handlers(serveSitemap);
