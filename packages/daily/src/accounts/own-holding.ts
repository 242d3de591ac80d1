/** @file The account itself, as its member's export has it: no tokens, no keys. */
import { eq } from "drizzle-orm";
import { account, audit, member, passkey, session } from "../database/schema.ts";
import type { Holding } from "./holding.ts";

export const accountHolding: Holding = {
  name: "account",
  tables: ["member", "account", "passkey", "session", "audit"],
  leaving:
    "Your account, its passkeys, sessions and connections are deleted. The log of editors' acts keeps its entries without your name.",
  async read(db, memberId) {
    const [own] = await db
      .select({
        id: member.id,
        name: member.name,
        email: member.email,
        emailVerified: member.emailVerified,
        role: member.role,
        orcid: member.orcid,
        created: member.createdAt,
        suspended: member.suspended,
      })
      .from(member)
      .where(eq(member.id, memberId));
    const connections = await db
      .select({ provider: account.providerId, accountId: account.accountId, connected: account.createdAt })
      .from(account)
      .where(eq(account.userId, memberId));
    const passkeys = await db
      .select({
        name: passkey.name,
        created: passkey.created,
        used: passkey.used,
        backedUp: passkey.backedUp,
      })
      .from(passkey)
      .where(eq(passkey.memberId, memberId));
    const sessions = await db
      .select({
        browser: session.userAgent,
        signedIn: session.createdAt,
        seen: session.updatedAt,
        expires: session.expiresAt,
      })
      .from(session)
      .where(eq(session.userId, memberId));
    const acts = await db
      .select({ at: audit.at, action: audit.action, subject: audit.subject, detail: audit.detail })
      .from(audit)
      .where(eq(audit.actor, memberId))
      .orderBy(audit.key);
    return { ...own, connections, passkeys, sessions, acts };
  },
  leave: async () => {},
};
