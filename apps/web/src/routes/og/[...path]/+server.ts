import { servePicture } from "#lib/server/og/serve.ts";
import { handlers } from "#lib/server/site.ts";

export const { GET, fallback } = handlers(servePicture);
