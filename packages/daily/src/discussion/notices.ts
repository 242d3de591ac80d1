/** @file Mails to members who want to be told: of answers to their comments, of comments on papers that they wrote. Off until somebody switches it on. */
import { eq, sql } from "drizzle-orm";
import { demand, type Member } from "../accounts/index.ts";
import type { Db, Executor } from "../database/open.ts";
import { noticeChoice, paper } from "../database/schema.ts";
import { queueMails } from "../mail/index.ts";
import { cleanLine } from "../papers/clean.ts";
import { plain } from "../papers/tex.ts";
import type { Site } from "./comment.ts";

export interface NoticeChoice {
  /** Answers to one's comments. */
  replies: boolean;
  /** Comments on papers that one wrote. */
  papers: boolean;
}

export async function readNoticeChoice(db: Executor, memberId: string): Promise<NoticeChoice> {
  const [found] = await db.select().from(noticeChoice).where(eq(noticeChoice.memberId, memberId));
  return { replies: found?.replies ?? false, papers: found?.papers ?? false };
}

export async function setNoticeChoice(
  db: Db,
  actor: Member | undefined,
  { replies, papers }: NoticeChoice,
): Promise<void> {
  demand(actor, "account.manage", { isOwner: true });
  await db
    .insert(noticeChoice)
    .values({ memberId: actor.id, replies, papers })
    .onConflictDoUpdate({ target: noticeChoice.memberId, set: { replies, papers } });
}

/** Characters of a comment that a mail quotes. */
const QUOTED = 1_500;

interface News {
  id: string;
  paperId: string;
  parent: string | null;
  text: string;
  by: Member;
}

/** Tells those who want it, in the transaction that writes the comment. Nobody is told of what they wrote themselves, and nobody twice. */
export async function queueNotices(tx: Executor, news: News, site: Site): Promise<void> {
  const { rows } = await tx.execute<{ id: string; email: string; why: "reply" | "paper" }>(sql`
    select member.id, member.email, 'reply' as why
    from comment join member on member.id = comment.member_id join notice_choice on notice_choice.member_id = member.id
    where comment.id = ${news.parent} and notice_choice.replies and member.email_verified
    union all
    select member.id, member.email, 'paper' as why
    from authorship join member on member.id = authorship.member_id join notice_choice on notice_choice.member_id = member.id
    where authorship.paper_id = ${news.paperId} and authorship.state = 'granted' and notice_choice.papers and member.email_verified`);
  const told = new Map(
    rows
      .toReversed()
      .filter(({ id }) => id !== news.by.id)
      .map((row) => [row.id, row]),
  );
  if (told.size === 0) return;
  const [found] = await tx.select({ title: paper.title }).from(paper).where(eq(paper.id, news.paperId));
  const title = cleanLine(plain(found?.title ?? news.paperId));
  await queueMails(
    tx,
    [...told.values()].map(({ id, email, why }) => ({
      to: email,
      kind: "notice",
      ...noticeMail(news, title, why, site),
      idempotencyKey: `comment:${news.id}:${id}`,
    })),
  );
}

function noticeMail(
  { id, text, by }: News,
  title: string,
  why: "reply" | "paper",
  { origin, name }: Site,
): { subject: string; text: string } {
  const who = cleanLine(by.name).slice(0, 80);
  const did = why === "reply" ? "answered your comment on" : "commented on your paper";
  const quoted = text.length > QUOTED ? `${text.slice(0, QUOTED)} …` : text;
  const short = title.length > 90 ? `${title.slice(0, 89)}…` : title;
  return {
    subject: `${who} ${did} «${short}»`,
    text: `${who} ${did} «${title}»:

${quoted.replace(/^/gm, "> ")}

Read it and answer: ${origin}/comments/${id}

You get this because you switched on notices of ${why === "reply" ? "answers to your comments" : "comments on your papers"} at ${name}.
Switch it off: ${origin}/account#notices
`,
  };
}
