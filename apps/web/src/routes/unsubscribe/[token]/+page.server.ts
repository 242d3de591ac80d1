import { daily } from "#lib/server/daily.ts";
import { readUnsubscribe } from "@working-papers/daily";
import type { PageServerLoad } from "./$types";

/** Shows a button, and changes nothing: what it sends is taken by `one-click.ts`. */
export const load: PageServerLoad = async ({ params }) => {
  const one = await readUnsubscribe(daily().database.db, params.token);
  return { subscription: one && { address: one.address, active: one.state === "active" } };
};
