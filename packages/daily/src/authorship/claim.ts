/**
 * @file A member says that they wrote a paper.
 *
 *     asked ──► granted ──► left        by ORCID at once, or by an editor
 *        ├────► denied                  with a reason; they may ask again with new evidence, and an editor decides
 *        └────► left
 *
 * An address of mail proves nothing here: addresses are given up and taken over. What proves is the ORCID iD, verified by signing in there, where the record of the
 * paper has it; everything else is looked at by an editor.
 */
import { asc, desc, eq, sql } from "drizzle-orm";
import { demand, Refused, writeAudit, type Member } from "../accounts/index.ts";
import { newId } from "../database/id.ts";
import type { Db, Executor } from "../database/open.ts";
import { authorship, member, paper } from "../database/schema.ts";
import { checkedText } from "../discussion/comment.ts";
import { checkedReason } from "../discussion/moderate.ts";
import { keepPace } from "../discussion/paces.ts";
import type { Author } from "../papers/record.ts";
import { sameName } from "./same-name.ts";

export type AuthorshipState = "asked" | "granted" | "denied" | "left";

/** What it was granted on: the record's own ORCID iD, or an editor's look at the evidence. */
export type Basis = "orcid" | "editor";

export interface Authorship {
  id: string;
  paperId: string;
  /** In TeX. */
  title: string;
  member: { id: string; name: string };
  /** The author of the record that they say they are. */
  name: string;
  /** Whether the member's name could be that author's. */
  alike: boolean;
  evidence: string;
  /** Verified by signing in there. */
  orcid: string | null;
  state: AuthorshipState;
  at: Date;
  decided: Date | null;
  basis: Basis | null;
  reason: string | null;
}

const LONGEST_EVIDENCE = 2_000;

/**
 * Claims a paper. It is granted at once when the record has the member's verified ORCID iD and no editor has said no before; otherwise an editor decides.
 *
 * @param name one of the record's authors
 * @throws Refused in a sentence, with the field of the form that it is about
 */
export async function claimPaper(
  db: Db,
  actor: Member | undefined,
  { paperId, name, evidence }: { paperId: string; name: string; evidence: string },
): Promise<{ id: string; state: "asked" | "granted" }> {
  demand(actor, "authorship.claim");
  const authors = await authorsInRecord(db, paperId);
  const matched = actor.orcid === undefined ? undefined : authors.find(({ orcid }) => orcid === actor.orcid);
  const author = matched ?? authors.find((one) => one.name === name);
  if (!author) throw new Refused(400, "Choose which of the paper’s authors you are.", "name");
  const text = matched ? evidence.trim().slice(0, LONGEST_EVIDENCE) : checkedEvidence(evidence);
  await keepPace(db, actor, "authorship");
  return db.transaction(async (tx) => {
    await tx.execute(sql`select id from member where id = ${actor.id} for no key update`);
    const earlier = await tx
      .select({ state: authorship.state, evidence: authorship.evidence })
      .from(authorship)
      .where(sql`${authorship.paperId} = ${paperId} and ${authorship.memberId} = ${actor.id}`);
    if (earlier.some(({ state }) => state === "granted"))
      throw new Refused(409, "You are a verified author of this paper already.");
    // Where an editor has said no, the record may be wrong: an editor looks again.
    const proven = matched !== undefined && !earlier.some(({ state }) => state === "denied");
    if (!proven && earlier.some(({ state }) => state === "asked"))
      throw new Refused(409, "You have claimed this paper already: an editor will decide.");
    if (!proven && earlier.some((one) => one.state === "denied" && alike(one.evidence, text)))
      throw new Refused(
        409,
        "An editor has seen this evidence and did not find it enough: add what is new.",
        "evidence",
      );
    // What was asked before is settled by the proof.
    await tx.execute(
      sql`update authorship set state = 'left', decided = now() where paper_id = ${paperId} and member_id = ${actor.id} and state = 'asked'`,
    );
    const id = newId();
    const state = proven ? "granted" : "asked";
    await tx.insert(authorship).values({
      id,
      paperId,
      memberId: actor.id,
      name: author.name,
      evidence: text,
      orcid: actor.orcid ?? null,
      state,
      ...(proven ? { decided: new Date(), basis: "orcid", reason: "The record has this ORCID iD." } : {}),
    });
    if (proven)
      await writeAudit(tx, {
        action: "authorship.decide",
        subject: `paper:${paperId}`,
        detail: { member: actor.id, decision: "granted", basis: "orcid" },
      });
    return { id, state };
  });
}

/** Grants or denies what was asked, or takes back what was granted; with a reason that the member can read. */
export async function decideAuthorship(
  db: Db,
  actor: Member | undefined,
  id: string,
  { grant, reason: given }: { grant: boolean; reason: string },
): Promise<void> {
  demand(actor, "authorship.decide");
  const reason = checkedReason(given);
  await db.transaction(async (tx) => {
    const [found] = await tx.select().from(authorship).where(eq(authorship.id, id)).for("update");
    const open = found?.state === "asked" || (found?.state === "granted" && !grant);
    if (!found || !open)
      throw new Refused(409, "This was decided in the meantime, or taken back by who asked.");
    await tx
      .update(authorship)
      .set({
        state: grant ? "granted" : "denied",
        decided: new Date(),
        decidedBy: actor.id,
        basis: grant ? "editor" : null,
        reason,
      })
      .where(eq(authorship.id, id));
    await writeAudit(tx, {
      actor: actor.id,
      action: "authorship.decide",
      subject: `paper:${found.paperId}`,
      detail: { member: found.memberId, decision: grant ? "granted" : "denied", was: found.state, reason },
    });
  });
}

/** Gives a claimed paper up. */
export async function leavePaper(db: Db, actor: Member | undefined, paperId: string): Promise<void> {
  // Only rows of their own are touched.
  demand(actor, "authorship.leave", { isOwner: true });
  await db.transaction(async (tx) => {
    const rows = await tx
      .update(authorship)
      .set({ state: "left", decided: new Date() })
      .where(
        sql`${authorship.paperId} = ${paperId} and ${authorship.memberId} = ${actor.id} and ${authorship.state} in ('asked', 'granted')`,
      )
      .returning({ id: authorship.id });
    if (rows.length === 0) return;
    await writeAudit(tx, {
      actor: actor.id,
      action: "authorship.leave",
      subject: `paper:${paperId}`,
    });
  });
}

/** What a member has claimed, the latest first; of one paper where asked. */
export function authorshipsOf(db: Executor, memberId: string, paperId?: string): Promise<Authorship[]> {
  const which = sql`authorship.member_id = ${memberId}${paperId === undefined ? sql`` : sql` and authorship.paper_id = ${paperId}`}`;
  return authorships(db, which, desc(authorship.at), 200);
}

/** What editors have to decide, the oldest first. */
export function openAuthorships(db: Executor, most: number): Promise<Authorship[]> {
  return authorships(db, sql`authorship.state = 'asked'`, asc(authorship.at), most);
}

/** What stands, the latest first: editors can take it back. */
export function grantedAuthorships(db: Executor, most: number): Promise<Authorship[]> {
  return authorships(db, sql`authorship.state = 'granted'`, desc(authorship.decided), most);
}

async function authorships(
  db: Executor,
  which: ReturnType<typeof sql>,
  order: ReturnType<typeof sql>,
  most: number,
): Promise<Authorship[]> {
  const rows = await db
    .select({
      id: authorship.id,
      paperId: authorship.paperId,
      title: paper.title,
      memberId: member.id,
      memberName: member.name,
      name: authorship.name,
      evidence: authorship.evidence,
      orcid: authorship.orcid,
      state: authorship.state,
      at: authorship.at,
      decided: authorship.decided,
      basis: authorship.basis,
      reason: authorship.reason,
    })
    .from(authorship)
    .innerJoin(member, eq(member.id, authorship.memberId))
    .leftJoin(paper, eq(paper.id, authorship.paperId))
    .where(which)
    .orderBy(order)
    .limit(most);
  return rows.map(({ memberId, memberName, title, ...row }) => ({
    ...row,
    title: title ?? row.paperId,
    member: { id: memberId, name: memberName },
    alike: sameName(memberName, row.name),
  }));
}

async function authorsInRecord(db: Executor, paperId: string): Promise<Author[]> {
  const [found] = await db.select({ authors: paper.authors }).from(paper).where(eq(paper.id, paperId));
  if (!found) throw new Refused(404, `There is no paper «${paperId.slice(0, 80)}» here.`);
  return found.authors;
}

function checkedEvidence(evidence: string): string {
  if (evidence.trim().length < 20)
    throw new Refused(
      400,
      "Say how an editor can see that you are this author: a page of yours with the paper, an address of your institute, a commit in its repository.",
      "evidence",
    );
  try {
    return checkedText(evidence, "evidence", LONGEST_EVIDENCE);
  } catch (error) {
    throw error instanceof Refused ? new Refused(error.status, error.message, "evidence") : error;
  }
}

function alike(a: string, b: string): boolean {
  return letters(a) === letters(b);
}

function letters(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
}
