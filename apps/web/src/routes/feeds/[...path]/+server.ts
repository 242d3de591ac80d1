import { handlers } from "#lib/server/site.ts";
import { serveFeed } from "@working-papers/daily";

export const { GET, fallback } = handlers(serveFeed);
