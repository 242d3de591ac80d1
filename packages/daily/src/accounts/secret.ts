/** @file The site's own keys: random, made once, the same for all of its processes, and in no dump. */
import { randomBytes } from "node:crypto";
import { eq } from "drizzle-orm";
import type { Executor } from "../database/open.ts";
import { secret } from "../database/schema.ts";

/** The key of this name, 256 bits in base64url; who asks first makes it. */
export async function siteSecret(db: Executor, name: string): Promise<string> {
  const [known] = await db.select().from(secret).where(eq(secret.name, name));
  if (known) return known.value;
  await db
    .insert(secret)
    .values({ name, value: randomBytes(32).toString("base64url") })
    .onConflictDoNothing();
  // Another process may have been first.
  const [{ value }] = await db.select().from(secret).where(eq(secret.name, name));
  return value;
}
