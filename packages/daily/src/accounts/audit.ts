/** @file The log of what was done in whose name: every act of an editor, every removal. It only grows. */
import { desc, eq, sql } from "drizzle-orm";
import type { Executor } from "../database/open.ts";
import { audit, member } from "../database/schema.ts";

export interface AuditEntry {
  /** The member who did it; nothing for the site itself. */
  actor?: string;
  /** As in the table of permissions where it stands there: `comment.hide`. */
  action: string;
  /** What it was done to: `comment:…`, `member:…`. */
  subject: string;
  detail?: Record<string, unknown>;
}

/** Writes an entry, in the transaction that makes the change. */
export async function writeAudit(
  tx: Executor,
  { actor, action, subject, detail = {} }: AuditEntry,
): Promise<void> {
  await tx.insert(audit).values({ actor: actor ?? null, action, subject, detail });
}

export interface AuditLine {
  key: number;
  at: Date;
  action: string;
  subject: string;
  detail: Record<string, unknown>;
  /** Null for the site itself and for who has left. */
  actor: { id: string; name: string } | null;
}

/** The newest entries, or those before a key; of one action or subject where asked. */
export async function readAudit(
  db: Executor,
  most: number,
  of: { action?: string; subject?: string; before?: number } = {},
): Promise<AuditLine[]> {
  const rows = await db
    .select({
      key: audit.key,
      at: audit.at,
      action: audit.action,
      subject: audit.subject,
      detail: audit.detail,
      id: member.id,
      name: member.name,
    })
    .from(audit)
    .leftJoin(member, eq(member.id, audit.actor))
    .where(
      sql`${of.action === undefined ? sql`true` : sql`${audit.action} = ${of.action}`}
        and ${of.subject === undefined ? sql`true` : sql`${audit.subject} = ${of.subject}`}
        and ${of.before === undefined ? sql`true` : sql`${audit.key} < ${of.before}`}`,
    )
    .orderBy(desc(audit.key))
    .limit(most);
  return rows.map(({ id, name, ...line }) => ({ ...line, actor: id === null ? null : { id, name: name! } }));
}
