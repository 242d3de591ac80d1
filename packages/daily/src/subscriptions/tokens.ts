/** @file Tokens in mails: random, stored as hashes, each for one purpose and one thing. */
import { sql } from "drizzle-orm";
import type { Executor } from "../database/open.ts";
import { mailToken } from "../database/schema.ts";
import { hashOf, isRandomName, randomName } from "../mail/random.ts";

export type Purpose = (typeof mailToken.$inferSelect)["purpose"];

/** How long each can be used, in hours. Whoever finds an old mail can still leave. */
const HOURS: Record<Purpose, number> = { confirm: 48, manage: 60 * 24, unsubscribe: 2 * 365 * 24 };

/** Makes a token for each of some things. */
export async function issueTokens(
  tx: Executor,
  wanted: readonly { purpose: Purpose; subject: string }[],
): Promise<string[]> {
  if (wanted.length === 0) return [];
  const tokens = wanted.map(randomName);
  await tx.insert(mailToken).values(
    wanted.map(({ purpose, subject }, i) => ({
      hash: hashOf(tokens[i]),
      purpose,
      subject,
      expires: sql`now() + make_interval(hours => ${HOURS[purpose]}::int)`,
    })),
  );
  return tokens;
}

/** What a token opens, and whether it was used before; nothing when it opens nothing (any more). */
export async function readToken(
  db: Executor,
  purpose: Purpose,
  token: string,
): Promise<{ subject: string; used: boolean } | undefined> {
  if (!isRandomName(token)) return undefined;
  const [row] = await db
    .select({ subject: mailToken.subject, used: mailToken.used })
    .from(mailToken)
    .where(
      sql`${mailToken.hash} = ${hashOf(token)} and ${mailToken.purpose} = ${purpose} and ${mailToken.expires} > now()`,
    );
  return row && { subject: row.subject, used: row.used !== null };
}

/** Uses a token up, in the transaction that does what it is for. Of two at once one gets it. */
export async function spendToken(tx: Executor, purpose: Purpose, token: string): Promise<string | undefined> {
  if (!isRandomName(token)) return undefined;
  const [row] = await tx
    .update(mailToken)
    .set({ used: sql`now()` })
    .where(
      sql`${mailToken.hash} = ${hashOf(token)} and ${mailToken.purpose} = ${purpose} and ${mailToken.expires} > now()
        and ${mailToken.used} is null`,
    )
    .returning({ subject: mailToken.subject });
  return row?.subject;
}
