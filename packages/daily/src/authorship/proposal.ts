/**
 * @file A claim that a reader or an author misses, or a correction of one. Claims live in the repository, so an accepted proposal becomes an entry for
 * `paper.ts` that somebody has to commit (`entry.ts`).
 *
 *     asked ──► accepted | declined      by an editor, with a reason
 *        └────► withdrawn                by whoever proposed it
 */
import type { PaperFolder } from "@working-papers/lab/node";
import { asc, desc, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { demand, Refused, writeAudit, type Member } from "../accounts/index.ts";
import { newId } from "../database/id.ts";
import type { Db, Executor } from "../database/open.ts";
import { member, proposal } from "../database/schema.ts";
import { checkedReason } from "../discussion/moderate.ts";
import { keepPace } from "../discussion/paces.ts";
import { cleanLine } from "../papers/clean.ts";
import { isAuthorOf } from "./authors.ts";

export type ProposalState = "asked" | "accepted" | "declined" | "withdrawn";

export interface Proposal {
  id: string;
  paperId: string;
  /** The claim to be corrected; null for a new one. */
  claim: string | null;
  /** Null when whoever proposed it has left. */
  by: { id: string; name: string } | null;
  /** Whether a verified author of the paper proposed it. */
  byAuthor: boolean;
  statement: string;
  place: string;
  /** As a reader would print it. */
  reported: string;
  value: number | null;
  unit: string | null;
  /** How it could be measured. */
  measure: string;
  state: ProposalState;
  at: Date;
  decided: Date | null;
  reason: string | null;
}

const line = (least: number, most: number, says: string) =>
  z
    .string()
    .transform(cleanLine)
    .pipe(
      z.string().min(least, says).max(most, `That is longer than ${most} characters: say it in fewer words.`),
    );

/** What a form has. */
export const Proposed = z.object({
  statement: line(10, 600, "Say in one sentence what can be true or false."),
  place: line(1, 200, "Say where it stands in the paper: abstract, section 2.2, table 3."),
  reported: line(1, 200, "Say what the paper reports, as one would print it: 80 %, twice as fast."),
  value: z
    .string()
    .trim()
    .refine(
      (text) => text === "" || Number.isFinite(Number(text)),
      "Write a number like 0.19, or leave it empty.",
    )
    .transform((text) => (text === "" ? null : Number(text))),
  unit: z.string().transform((text) => cleanLine(text).slice(0, 40) || null),
  measure: line(10, 1_000, "Say how it could be measured: what is run, and what has to come out."),
});

/**
 * Proposes a claim, or a correction of one.
 *
 * @param folder the paper's; only papers that work here have claims
 * @throws Refused in a sentence, with the field of the form that it is about
 */
export async function proposeClaim(
  db: Db,
  actor: Member | undefined,
  folder: PaperFolder,
  given: { claim?: string } & Record<keyof z.input<typeof Proposed>, string>,
): Promise<string> {
  demand(actor, "claim.propose");
  const { claim } = given;
  if (claim !== undefined && !folder.paper.claims.some(({ id }) => id === claim))
    throw new Refused(404, `The paper has no claim «${claim.slice(0, 40)}».`);
  const read = Proposed.safeParse(given);
  if (!read.success) {
    const [{ path, message }] = read.error.issues;
    throw new Refused(400, message, String(path[0]));
  }
  const paperId = folder.paper.arxiv;
  await keepPace(db, actor, "proposal");
  const byAuthor = await isAuthorOf(db, actor.id, paperId);
  const id = newId();
  await db.insert(proposal).values({
    id,
    paperId,
    claim: claim ?? null,
    memberId: actor.id,
    byAuthor,
    state: "asked",
    ...read.data,
  });
  return id;
}

/** Accepts or declines, with a reason that everybody can read. */
export async function decideProposal(
  db: Db,
  actor: Member | undefined,
  id: string,
  { accept, reason: given }: { accept: boolean; reason: string },
): Promise<void> {
  demand(actor, "proposal.decide");
  const reason = checkedReason(given);
  const state = accept ? "accepted" : "declined";
  await db.transaction(async (tx) => {
    const [found] = await tx
      .update(proposal)
      .set({ state, decided: new Date(), decidedBy: actor.id, reason })
      .where(sql`${proposal.id} = ${id} and ${proposal.state} = 'asked'`)
      .returning({ paperId: proposal.paperId });
    if (!found) throw new Refused(409, "This was decided in the meantime, or withdrawn by who proposed it.");
    await writeAudit(tx, {
      actor: actor.id,
      action: "proposal.decide",
      subject: `proposal:${id}`,
      detail: { paper: found.paperId, decision: state, reason },
    });
  });
}

/** Withdraws a proposal of one's own that nobody has decided. */
export async function withdrawProposal(db: Db, actor: Member | undefined, id: string): Promise<void> {
  const [found] = await db.select({ memberId: proposal.memberId }).from(proposal).where(eq(proposal.id, id));
  demand(actor, "proposal.withdraw", { isOwner: actor !== undefined && found?.memberId === actor.id });
  await db
    .update(proposal)
    .set({ state: "withdrawn", decided: new Date() })
    .where(sql`${proposal.id} = ${id} and ${proposal.state} = 'asked'`);
}

/** A paper's proposals, the oldest first: those that were accepted or declined, and those that wait. */
export function proposalsOf(db: Executor, paperId: string): Promise<Proposal[]> {
  return proposals(
    db,
    sql`proposal.paper_id = ${paperId} and proposal.state <> 'withdrawn'`,
    asc(proposal.at),
    200,
  );
}

export async function readProposal(db: Executor, id: string): Promise<Proposal | undefined> {
  return (await proposals(db, sql`proposal.id = ${id}`, asc(proposal.at), 1))[0];
}

/** What editors have to decide, the oldest first. */
export function openProposals(db: Executor, most: number): Promise<Proposal[]> {
  return proposals(db, sql`proposal.state = 'asked'`, asc(proposal.at), most);
}

/** What a member has proposed, the latest first. */
export function proposalsBy(db: Executor, memberId: string): Promise<Proposal[]> {
  return proposals(db, sql`proposal.member_id = ${memberId}`, desc(proposal.at), 1_000);
}

async function proposals(
  db: Executor,
  which: ReturnType<typeof sql>,
  order: ReturnType<typeof sql>,
  most: number,
): Promise<Proposal[]> {
  const rows = await db
    .select({
      id: proposal.id,
      paperId: proposal.paperId,
      claim: proposal.claim,
      memberId: member.id,
      name: member.name,
      byAuthor: proposal.byAuthor,
      statement: proposal.statement,
      place: proposal.place,
      reported: proposal.reported,
      value: proposal.value,
      unit: proposal.unit,
      measure: proposal.measure,
      state: proposal.state,
      at: proposal.at,
      decided: proposal.decided,
      reason: proposal.reason,
    })
    .from(proposal)
    .leftJoin(member, eq(member.id, proposal.memberId))
    .where(which)
    .orderBy(order)
    .limit(most);
  return rows.map(({ memberId, name, ...row }) => ({
    ...row,
    by: memberId === null ? null : { id: memberId, name: name! },
  }));
}
