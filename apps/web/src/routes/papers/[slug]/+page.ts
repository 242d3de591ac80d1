import { findDemo } from "#lib/demos.ts";
import type { PageLoad } from "./$types";

export const load: PageLoad = async ({ data, params }) => ({ ...data, Demo: await findDemo(params.slug) });
