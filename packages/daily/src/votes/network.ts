/**
 * @file The network of a vote, as something that can be compared and not read.
 *
 * A plain hash of an address is soon guessed: there are four thousand million of them. This one has a key that only the site knows, which no dump has.
 */
import { createHmac } from "node:crypto";
import { sql } from "drizzle-orm";
import { siteSecret } from "../accounts/index.ts";
import type { Db } from "../database/open.ts";
import { NETWORK_DAYS } from "./rules.ts";

const KEY = "vote-networks";

export async function hashedNetwork(db: Db, network: string): Promise<string> {
  return createHmac("sha256", await siteSecret(db, KEY))
    .update(network)
    .digest("base64url")
    .slice(0, 16);
}

/** @returns how many votes no longer tell where they came from */
export async function forgetNetworks(db: Db): Promise<number> {
  const { rows } = await db.execute(sql`
    update vote set network = null where network is not null and at < now() - make_interval(days => ${NETWORK_DAYS}::int) returning 1 as one`);
  return rows.length;
}
