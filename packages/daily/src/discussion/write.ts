/** @file Comments written, edited and deleted. */
import type { VerdictName } from "@working-papers/lab";
import type { PaperFolder } from "@working-papers/lab/node";
import { and, eq, sql } from "drizzle-orm";
import { demand, Forbidden, Refused, writeAudit, type Member } from "../accounts/index.ts";
import { isAuthorOf } from "../authorship/authors.ts";
import { newId } from "../database/id.ts";
import type { Db, Executor } from "../database/open.ts";
import { comment, commentReport, commentRun, commentVersion, paper } from "../database/schema.ts";
import { checkAttached, type Attached, type AttachRequest } from "./attached.ts";
import { checkedText, type Site } from "./comment.ts";
import { queueNotices } from "./notices.ts";
import { keepPace } from "./paces.ts";

export interface Draft {
  /** Under which it is kept, where the caller may have to say it again: the same is written once. */
  id?: string;
  /** The identifier of the paper. */
  paperId: string;
  /** A claim of it. */
  claim?: string;
  /** The comment that it answers; paper and claim are that one's. */
  parent?: string;
  text: string;
  runs?: readonly AttachRequest[];
}

export interface Written {
  id: string;
  /** It was there already: the form was sent twice. */
  again: boolean;
}

/** Minutes in which the same words of the same member are one comment. */
const TWICE_MINUTES = 10;

/**
 * Writes a comment.
 *
 * @param site what notices by mail say of it; without it nobody is told
 * @param folder where the paper works: its claims can be commented and its runs attached
 * @throws Refused in a sentence, with the field of the form that it is about
 */
export async function writeComment(
  db: Db,
  actor: Member | undefined,
  draft: Draft,
  site?: Site,
  folder?: PaperFolder,
): Promise<Written> {
  demand(actor, "comment.write");
  const text = checkedText(draft.text);
  const runs = await checkAttached(db, draft.runs ?? [], folder);
  const known = await sameWords(db, actor, draft, text);
  if (known !== undefined) return { id: known, again: true };
  await keepPace(db, actor, "comment");
  return db.transaction(async (tx) => {
    await oneAtATime(tx, actor);
    const again = await sameWords(tx, actor, draft, text);
    if (again !== undefined) return { id: again, again: true };
    const { paperId, claim } = await placeOf(tx, draft, folder);
    const id = await insert(
      tx,
      { id: draft.id, paperId, claim, parent: draft.parent ?? null, memberId: actor.id, text },
      runs,
    );
    if (site) await queueNotices(tx, { id, paperId, parent: draft.parent ?? null, text, by: actor }, site);
    return { id, again: false };
  });
}

/**
 * An author's reply to a verdict, or its new text when there is one already.
 *
 * @param verdict as it stands while the reply is written
 */
export async function replyToVerdict(
  db: Db,
  actor: Member | undefined,
  reply: { paperId: string; claim: string; verdict: VerdictName; text: string },
): Promise<Written> {
  const { paperId, claim, verdict } = reply;
  demand(actor, "verdict.reply", {
    isAuthor: actor !== undefined && (await isAuthorOf(db, actor.id, paperId)),
  });
  const text = checkedText(reply.text, "reply");
  await keepPace(db, actor, "comment");
  return db.transaction(async (tx) => {
    await oneAtATime(tx, actor);
    const [known] = await tx
      .select({ id: comment.id, text: comment.text, version: comment.version })
      .from(comment)
      .where(
        sql`${comment.paperId} = ${paperId} and ${comment.claim} = ${claim} and ${comment.memberId} = ${actor.id}
          and ${comment.verdict} is not null and ${comment.deleted} is null`,
      )
      .for("update");
    if (!known)
      return {
        id: await insert(tx, { paperId, claim, parent: null, memberId: actor.id, text, verdict }, []),
        again: false,
      };
    await replaceText(tx, known.id, text, verdict);
    return { id: known.id, again: true };
  });
}

/**
 * Gives a comment a new text; the old one stays in its history.
 *
 * @param version the one that was read: when there is a newer one, nothing is changed
 */
export async function editComment(
  db: Db,
  actor: Member | undefined,
  id: string,
  { text: given, version }: { text: string; version: number },
): Promise<void> {
  const found = await ownComment(db, actor, id, "comment.edit");
  const text = checkedText(given);
  await keepPace(db, found.actor, "edit");
  await db.transaction(async (tx) => {
    const [now] = await tx.select().from(comment).where(eq(comment.id, id)).for("update");
    if (!now || now.deleted) throw gone();
    if (now.hidden)
      throw new Forbidden(`An editor has hidden this comment, so it cannot be edited: ${now.hiddenReason}`);
    if (now.version !== version)
      throw new Refused(
        409,
        "The comment was changed since you began, in another window perhaps: your text is kept here, compare it with the one that stands.",
        "text",
      );
    if (now.text !== text) await replaceText(tx, id, text);
  });
}

/** Deletes a comment of one's own; where somebody has answered, an empty one stays. */
export async function removeComment(db: Db, actor: Member | undefined, id: string): Promise<void> {
  const found = await ownComment(db, actor, id, "comment.remove");
  await db.transaction(async (tx) => {
    await takeAway(tx, id);
    await writeAudit(tx, {
      actor: found.actor.id,
      action: "comment.remove",
      subject: `comment:${id}`,
      detail: { paper: found.paperId },
    });
  });
}

/** Takes a comment off the site, and those above it that only stayed for its sake. */
export async function takeAway(tx: Executor, id: string): Promise<void> {
  // Locked before the answers are counted: an answer locks it too.
  const [now] = await tx
    .select({ parent: comment.parent, deleted: comment.deleted })
    .from(comment)
    .where(eq(comment.id, id))
    .for("update");
  if (!now) return;
  if (await isAnswered(tx, id)) {
    if (now.deleted) return;
    await tx.update(comment).set({ text: "", deleted: new Date(), edited: null }).where(eq(comment.id, id));
    await tx.delete(commentVersion).where(eq(commentVersion.commentId, id));
    await tx.delete(commentRun).where(eq(commentRun.commentId, id));
    // There is nothing left to decide.
    await tx.delete(commentReport).where(eq(commentReport.commentId, id));
    return;
  }
  await tx.delete(comment).where(eq(comment.id, id));
  if (now.parent === null) return;
  const [above] = await tx
    .select({ deleted: comment.deleted })
    .from(comment)
    .where(eq(comment.id, now.parent));
  if (above?.deleted) await takeAway(tx, now.parent);
}

async function isAnswered(tx: Executor, id: string): Promise<boolean> {
  const answers = await tx.select({ id: comment.id }).from(comment).where(eq(comment.parent, id)).limit(1);
  return answers.length > 0;
}

async function ownComment(
  db: Executor,
  actor: Member | undefined,
  id: string,
  action: "comment.edit" | "comment.remove",
): Promise<{ actor: Member; paperId: string }> {
  const [found] = await db.select().from(comment).where(eq(comment.id, id));
  if (!found || found.deleted) throw gone();
  demand(actor, action, { isOwner: actor !== undefined && found.memberId === actor.id });
  return { actor, paperId: found.paperId };
}

function gone(): Refused {
  return new Refused(410, "There is no such comment any more: whoever wrote it has deleted it.");
}

/** One member writes one comment at a time: of two that are sent at once the second sees the first. */
async function oneAtATime(tx: Executor, actor: Member): Promise<void> {
  await tx.execute(sql`select id from member where id = ${actor.id} for no key update`);
}

async function sameWords(
  db: Executor,
  actor: Member,
  { id, paperId, claim, parent }: Draft,
  text: string,
): Promise<string | undefined> {
  if (id !== undefined) {
    const [known] = await db
      .select({ id: comment.id })
      .from(comment)
      .where(and(eq(comment.id, id), eq(comment.memberId, actor.id)));
    if (known) return id;
  }
  const place =
    parent === undefined
      ? sql`${comment.paperId} = ${paperId} and ${comment.claim} is not distinct from ${claim ?? null} and ${comment.parent} is null`
      : sql`${comment.parent} = ${parent}`;
  const [same] = await db
    .select({ id: comment.id })
    .from(comment)
    .where(
      sql`${place} and ${comment.memberId} = ${actor.id} and ${comment.text} = ${text} and ${comment.verdict} is null
        and ${comment.created} > now() - make_interval(mins => ${TWICE_MINUTES}::int)`,
    );
  return same?.id;
}

async function placeOf(
  tx: Executor,
  { paperId, claim, parent }: Draft,
  folder: PaperFolder | undefined,
): Promise<{ paperId: string; claim: string | null }> {
  if (parent !== undefined) {
    // Held until the answer is there: nobody can delete it in between as one without answers.
    const [above] = await tx.select().from(comment).where(eq(comment.id, parent)).for("key share");
    if (!above || above.deleted)
      throw new Refused(410, "The comment that you answer was deleted in the meantime.", "text");
    if (above.hidden)
      throw new Refused(409, "An editor has hidden the comment that you answer in the meantime.", "text");
    return { paperId: above.paperId, claim: above.claim };
  }
  const [known] = await tx.select({ id: paper.id }).from(paper).where(eq(paper.id, paperId));
  if (!known) throw new Refused(404, `There is no paper «${paperId.slice(0, 80)}» here to comment on.`);
  if (claim === undefined) return { paperId, claim: null };
  if (!folder?.paper.claims.some(({ id }) => id === claim))
    throw new Refused(404, `The paper has no claim «${claim.slice(0, 40)}».`);
  return { paperId, claim };
}

async function insert(
  tx: Executor,
  { id = newId(), ...row }: Omit<typeof comment.$inferInsert, "id"> & { id?: string },
  runs: readonly Attached[],
): Promise<string> {
  await tx.insert(comment).values({ id, ...row });
  if (runs.length > 0)
    await tx.insert(commentRun).values(
      runs.map((run, number) => ({
        commentId: id,
        number,
        kind: run.kind,
        runId: run.id,
        content: run.kind === "reader" ? JSON.stringify(run.run) : null,
      })),
    );
  return id;
}

async function replaceText(tx: Executor, id: string, text: string, verdict?: VerdictName): Promise<void> {
  await tx.execute(sql`
    insert into comment_version (comment_id, version, written, text)
    select id, version, coalesce(edited, created), text from comment where id = ${id}`);
  await tx
    .update(comment)
    .set({
      text,
      edited: new Date(),
      version: sql`${comment.version} + 1`,
      ...(verdict === undefined ? {} : { verdict }),
    })
    .where(eq(comment.id, id));
}
