/** @file What came back, kept, and what follows from it for the address. */
import { sql } from "drizzle-orm";
import { writeAudit } from "../accounts/audit.ts";
import type { Member } from "../accounts/member.ts";
import { demand } from "../accounts/permissions.ts";
import type { Db, Executor } from "../database/open.ts";
import { mailReport } from "../database/schema.ts";
import { addressKey } from "./address.ts";
import { pauseAfterSoft, suppress } from "./suppression.ts";

export interface Report {
  kind: (typeof mailReport.$inferSelect)["kind"];
  mailId?: string;
  /** Of the recipient. Nothing follows without one. */
  address?: string;
  status?: string;
  detail: string;
  /** The message, of what was not understood. */
  raw?: Uint8Array;
}

/** What of a message is kept for an editor. */
const KEPT_BYTES = 64 * 1_024;

/** Keeps a report and does what follows: hard or complaint, no more mail; several soft ones, a pause. One mail's report counts once. */
export async function storeReport(tx: Executor, report: Report): Promise<void> {
  const { kind, mailId, status, detail, raw } = report;
  const address = report.address === undefined ? null : addressKey(report.address);
  if (mailId !== undefined && kind !== "unknown") {
    const { rows } = await tx.execute(
      sql`select key from mail_report where mail_id = ${mailId} and kind = ${kind} limit 1`,
    );
    if (rows.length > 0) return;
  }
  await tx.insert(mailReport).values({
    kind,
    mailId: mailId ?? null,
    address,
    status: status ?? null,
    detail: detail.slice(0, 500),
    raw: raw?.subarray(0, KEPT_BYTES) ?? null,
    handled: kind === "unknown" ? null : sql`now()`,
  });
  if (address === null) return;
  if (kind === "hard") await suppress(tx, address, "bounce", detail);
  else if (kind === "complaint") await suppress(tx, address, "complaint", detail);
  else if (kind === "soft") await pauseAfterSoft(tx, address);
}

/** Says that an editor has seen to a report that was not understood. @throws Forbidden unless an editor does it */
export async function closeReport(db: Db, actor: Member | undefined, key: number): Promise<boolean> {
  demand(actor, "mail.manage");
  return db.transaction(async (tx) => {
    const closed = await tx
      .update(mailReport)
      .set({ handled: sql`now()`, raw: null })
      .where(sql`${mailReport.key} = ${key} and ${mailReport.handled} is null`)
      .returning({ key: mailReport.key });
    if (closed.length > 0)
      await writeAudit(tx, {
        actor: actor.id,
        action: "mail.manage",
        subject: `mail-report:${key}`,
        detail: { closed: true },
      });
    return closed.length > 0;
  });
}
