/** @file Editors' picks: a paper, and a sentence why. */
import { and, eq } from "drizzle-orm";
import { demand, Refused, writeAudit, type Member } from "../accounts/index.ts";
import type { Db } from "../database/open.ts";
import { listing, paper, pick } from "../database/schema.ts";
import { toDay, type Day } from "../lists/period.ts";
import { cleanLine } from "../papers/clean.ts";
import { listPaper } from "./submit.ts";

/** The list of what editors picked. */
export const PICKS = "picks";
const WHY = { least: 10, most: 300 };

/**
 * Picks a paper of the day. A paper is picked once; picked again it gets the new sentence and stays on its day.
 *
 * @throws SignInNeeded, Forbidden, or Refused (400, 404)
 */
export async function pickPaper(
  db: Db,
  actor: Member | undefined,
  { paperId, why }: { paperId: string; why: string },
  today: Day = toDay(Date.now()),
): Promise<void> {
  demand(actor, "paper.pick");
  const says = cleanLine(why);
  if (says.length < WHY.least || says.length > WHY.most)
    throw new Refused(
      400,
      `A sentence of ${WHY.least} to ${WHY.most} characters was expected, why this paper; this one has ${says.length}.`,
      "why",
    );
  await db.transaction(async (tx) => {
    const [known] = await tx.select({ id: paper.id }).from(paper).where(eq(paper.id, paperId));
    if (!known) throw new Refused(404, `There is no paper «${paperId.slice(0, 60)}» here.`);
    const [{ day }] = await tx
      .insert(pick)
      .values({ paperId, memberId: actor.id, why: says, day: today })
      .onConflictDoUpdate({ target: pick.paperId, set: { why: says, memberId: actor.id } })
      .returning({ day: pick.day });
    await listPaper(tx, paperId, day, PICKS);
    await writeAudit(tx, {
      actor: actor.id,
      action: "paper.pick",
      subject: `paper:${paperId}`,
      detail: { why: says, day },
    });
  });
}

/** @throws SignInNeeded, Forbidden, or Refused (404) */
export async function unpickPaper(db: Db, actor: Member | undefined, paperId: string): Promise<void> {
  demand(actor, "paper.pick");
  await db.transaction(async (tx) => {
    const [gone] = await tx.delete(pick).where(eq(pick.paperId, paperId)).returning();
    if (!gone) throw new Refused(404, "This paper is not picked.");
    await tx.delete(listing).where(and(eq(listing.list, PICKS), eq(listing.paperId, paperId)));
    await writeAudit(tx, {
      actor: actor.id,
      action: "paper.unpick",
      subject: `paper:${paperId}`,
      detail: { why: gone.why, day: gone.day },
    });
  });
}
