import { serveBadge } from "#lib/server/badge.ts";
import { handlers } from "#lib/server/site.ts";

export const { GET, fallback } = handlers(serveBadge);
