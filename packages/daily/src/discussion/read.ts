/** @file Comments read: of a paper, of a claim, in a thread, the newest of the site. */
import { asc, desc, eq, inArray, sql, type SQL } from "drizzle-orm";
import type { Member } from "../accounts/index.ts";
import { isGranted } from "../authorship/authors.ts";
import type { Executor } from "../database/open.ts";
import { comment, commentRun, commentVersion, member, paper } from "../database/schema.ts";
import { readCursor, writeCursor } from "../http/cursor.ts";
import { ReportedRun, type Attached } from "./attached.ts";
import type { Comment } from "./comment.ts";

/** At once, of one discussion. */
export const MOST_SHOWN = 500;

/** For whom a discussion is read: a hidden text is shown to editors and to whoever wrote it. */
export type Reader = Pick<Member, "id" | "role"> | undefined;

export interface Subject {
  paperId: string;
  /** On this claim; null: on the paper as a whole. Without it on both. */
  claim?: string | null;
  /** Authors' replies to verdicts, those that everybody may read; false: all but replies. Without it both. */
  replies?: boolean;
}

export interface Discussion {
  /** The oldest first. */
  comments: Comment[];
  /** The cursor that leads to earlier ones; nothing when there are none. */
  earlier: string | undefined;
}

/**
 * The newest comments on a paper, or those before a cursor.
 *
 * @throws ProblemError when the cursor is none
 */
export function readDiscussion(
  db: Executor,
  { paperId, claim, replies, cursor }: Subject & { cursor?: string },
  reader?: Reader,
): Promise<Discussion> {
  const which = sql.join(
    [
      sql`comment.paper_id = ${paperId}`,
      ...(claim === undefined ? [] : [sql`comment.claim is not distinct from ${claim}::text`]),
      ...(replies === true
        ? [sql`comment.verdict is not null and comment.deleted is null and comment.hidden is null`]
        : []),
      ...(replies === false ? [sql`comment.verdict is null`] : []),
    ],
    sql` and `,
  );
  return newest(db, which, cursor, reader);
}

async function newest(
  db: Executor,
  which: SQL,
  cursor: string | undefined,
  reader: Reader,
): Promise<Discussion> {
  const place = cursor === undefined ? undefined : readCursor(cursor, /^[\w-]{1,40}$/);
  const before = place
    ? sql`(comment.created, comment.id) < (${place.time}::timestamptz, ${place.key}::text)`
    : sql`true`;
  const order = [desc(comment.created), desc(comment.id)];
  const found = await comments(db, sql`${which} and ${before}`, order, MOST_SHOWN + 1, reader);
  const shown = found.slice(0, MOST_SHOWN);
  const earlier = found.length > shown.length ? await cursorOf(db, shown.at(-1)!.id) : undefined;
  return { comments: shown.toReversed(), earlier };
}

async function cursorOf(db: Executor, id: string): Promise<string | undefined> {
  const { rows } = await db.execute<{ time: string }>(
    sql`select (created at time zone 'UTC')::text as time from comment where id = ${id}`,
  );
  return rows[0] && writeCursor({ time: rows[0].time, key: id });
}

/** A comment. */
export async function readComment(db: Executor, id: string, reader?: Reader): Promise<Comment | undefined> {
  return (await comments(db, sql`comment.id = ${id}`, [], 1, reader))[0];
}

/**
 * The newest answers to a comment, and to these, or those before a cursor.
 *
 * @throws ProblemError when the cursor is none
 */
export function readAnswers(db: Executor, id: string, cursor?: string, reader?: Reader): Promise<Discussion> {
  const below = sql`comment.id in (
    with recursive thread as (
      select id from comment where parent = ${id}
      union select answer.id from comment as answer join thread on answer.parent = thread.id
    ) select id from thread)`;
  return newest(db, below, cursor, reader);
}

/** Texts that a comment had before, the first one first. */
export async function readVersions(
  db: Executor,
  id: string,
): Promise<{ version: number; written: Date; text: string }[]> {
  return db
    .select({ version: commentVersion.version, written: commentVersion.written, text: commentVersion.text })
    .from(commentVersion)
    .where(eq(commentVersion.commentId, id))
    .orderBy(asc(commentVersion.version));
}

export interface NewComment extends Comment {
  /** Of the paper, in TeX. */
  title: string;
}

/** The newest comments that everybody may read, of the site or of one paper; those written before a moment. */
export async function recentComments(
  db: Executor,
  { most, paperId, memberId, before }: { most: number; paperId?: string; memberId?: string; before?: Date },
): Promise<NewComment[]> {
  const which = sql`comment.deleted is null and comment.hidden is null
    and ${paperId === undefined ? sql`true` : sql`comment.paper_id = ${paperId}`}
    and ${memberId === undefined ? sql`true` : sql`comment.member_id = ${memberId}`}
    and ${before === undefined ? sql`true` : sql`comment.created < ${before.toISOString()}::timestamptz`}`;
  const found = await comments(db, which, [desc(comment.created), asc(comment.id)], most);
  const ids = [...new Set(found.map((one) => one.paperId))];
  const titles =
    ids.length === 0
      ? []
      : await db.select({ id: paper.id, title: paper.title }).from(paper).where(inArray(paper.id, ids));
  const byId = new Map(titles.map(({ id, title }) => [id, title]));
  return found.map((one) => ({ ...one, title: byId.get(one.paperId) ?? one.paperId }));
}

/** Hidden comments, the newest first, for editors. */
export async function hiddenComments(db: Executor, most: number): Promise<Comment[]> {
  const editor = { id: "", role: "editor" } as const;
  return comments(db, sql`comment.hidden is not null`, [desc(comment.hidden)], most, editor);
}

/** How many comments everybody may read, by claim; under `""` those on the paper as a whole. */
export async function countComments(db: Executor, paperId: string): Promise<Map<string, number>> {
  const { rows } = await db.execute<{ claim: string; count: number }>(sql`
    select coalesce(claim, '') as claim, count(*)::int as count from comment
    where paper_id = ${paperId} and deleted is null and hidden is null group by 1`);
  return new Map(rows.map(({ claim, count }) => [claim, count]));
}

async function comments(
  db: Executor,
  which: SQL,
  order: SQL[],
  most: number,
  reader?: Reader,
): Promise<Comment[]> {
  const rows = await db
    .select({
      id: comment.id,
      paperId: comment.paperId,
      claim: comment.claim,
      parent: comment.parent,
      memberId: member.id,
      name: member.name,
      isAuthor: isGranted(sql`comment.member_id`, sql`comment.paper_id`),
      text: comment.text,
      verdict: comment.verdict,
      created: comment.created,
      edited: comment.edited,
      version: comment.version,
      deleted: comment.deleted,
      hidden: comment.hidden,
      hiddenReason: comment.hiddenReason,
    })
    .from(comment)
    .leftJoin(member, eq(member.id, comment.memberId))
    .where(which)
    .orderBy(...order)
    .limit(most);
  const runs = await attachedTo(
    db,
    rows.map(({ id }) => id),
  );
  return rows.map(({ memberId, name, isAuthor, hidden, hiddenReason, ...row }) => {
    const shown =
      hidden === null || reader?.role === "editor" || (memberId !== null && reader?.id === memberId);
    return {
      ...row,
      by: memberId === null || row.deleted ? null : { id: memberId, name: name!, isAuthor },
      text: shown ? row.text : "",
      hidden: hidden === null ? null : { at: hidden, reason: hiddenReason ?? "" },
      runs: shown ? (runs.get(row.id) ?? []) : [],
    };
  });
}

async function attachedTo(db: Executor, ids: readonly string[]): Promise<Map<string, Attached[]>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select()
    .from(commentRun)
    .where(inArray(commentRun.commentId, ids))
    .orderBy(asc(commentRun.commentId), asc(commentRun.number));
  const attached = new Map<string, Attached[]>();
  for (const { commentId, kind, runId: id, content } of rows) {
    const one: Attached =
      kind === "reader" ? { kind, id, run: ReportedRun.parse(JSON.parse(content!)) } : { kind, id };
    attached.set(commentId, [...(attached.get(commentId) ?? []), one]);
  }
  return attached;
}
