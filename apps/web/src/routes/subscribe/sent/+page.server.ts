import { mailState } from "#lib/server/subscriptions/mailbox.ts";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = () => mailState();
