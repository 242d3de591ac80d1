/**
 * @file What proves something once: a link in a mail, a challenge for a passkey.
 *
 * A token is 256 random bits and stands in the database as its hash alone. It is for one purpose, is gone after a while, and works once: taking it is
 * one statement that removes the row, so of two who come with the same token one gets it.
 */
import { createHash, randomBytes } from "node:crypto";
import { and, eq, gt, like, lt, sql } from "drizzle-orm";
import type { Executor } from "../database/open.ts";
import { verification } from "../database/schema.ts";
import { newId } from "./id.ts";

/** What each purpose keeps with its token. */
interface Kept {
  "sign-in": { email: string };
  "change-email": { memberId: string; sessionId: string; email: string };
  "first-editor": Record<string, never>;
  "passkey-new": { memberId: string };
  "passkey-sign-in": Record<string, never>;
}
export type Purpose = keyof Kept;

/** Makes a token. */
export async function issueProof<For extends Purpose>(
  tx: Executor,
  purpose: For,
  kept: Kept[For],
  minutes: number,
): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  await tx.insert(verification).values({
    id: newId(),
    identifier: placeOf(purpose, token),
    value: JSON.stringify(kept),
    expiresAt: sql`now() + make_interval(mins => ${minutes}::int)`,
  });
  return token;
}

/** What is kept with a token that is still good; it stays so. */
export async function readProof<For extends Purpose>(
  db: Executor,
  purpose: For,
  token: string,
): Promise<Kept[For] | undefined> {
  const [row] = await db.select({ value: verification.value }).from(verification).where(good(purpose, token));
  return row && (JSON.parse(row.value) as Kept[For]);
}

/** The same, and the token is used up. */
export async function takeProof<For extends Purpose>(
  tx: Executor,
  purpose: For,
  token: string,
): Promise<Kept[For] | undefined> {
  const [row] = await tx
    .delete(verification)
    .where(good(purpose, token))
    .returning({ value: verification.value });
  return row && (JSON.parse(row.value) as Kept[For]);
}

/** Uses up all tokens of a purpose. */
export async function dropProofs(tx: Executor, purpose: Purpose): Promise<void> {
  await tx.delete(verification).where(like(verification.identifier, `${purpose}:%`));
}

/** Forgets what is too old. */
export async function forgetProofs(db: Executor): Promise<void> {
  await db.delete(verification).where(lt(verification.expiresAt, sql`now()`));
}

const good = (purpose: Purpose, token: string) =>
  and(eq(verification.identifier, placeOf(purpose, token)), gt(verification.expiresAt, sql`now()`));

function placeOf(purpose: Purpose, token: string): string {
  return `${purpose}:${createHash("sha256").update(token).digest("base64url")}`;
}
