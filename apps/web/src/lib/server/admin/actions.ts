/** @file What editors can do on their page: each demands its permission and is written down by the function that does it. */
import {
  closeReport,
  decideAuthorship,
  decideProposal,
  hideComment,
  keepComment,
  Refused,
  releaseSuppression,
  removeVotes,
  TRENDING_JOB,
  unlistPaper,
  restoreVotes,
  retryJob,
  retryMail,
  rulesOf,
  sendJob,
  suspendMember,
  unhideComment,
  type Db,
  type Member,
  type Queue,
} from "@working-papers/daily";
import { redirect, type RequestEvent } from "@sveltejs/kit";
import { acted } from "../action.ts";
import { daily } from "../daily.ts";
import { settings } from "../work.ts";

interface Act {
  db: Db;
  queue: Queue;
  actor: Member | undefined;
  /** A field of the form. */
  field: (name: string) => string;
}

/** An action that ends in the section of the page where its form stands. */
function act(section: string, does: (act: Act) => Promise<unknown>) {
  return async ({ request, locals }: Pick<RequestEvent, "request" | "locals">) => {
    const form = await request.formData();
    const { database, work } = daily();
    return acted(async () => {
      await does({
        db: database.db,
        queue: work.queue,
        actor: locals.member,
        field: (name) => String(form.get(name) ?? ""),
      });
      redirect(303, `/admin?done=${section}#${section}`);
    });
  };
}

function moment(text: string): Date {
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new Refused(400, "A moment like 2026-09-10T12:00:00Z was expected.");
  return new Date(time);
}

/** What a function answers with false when there was nothing to do. */
async function there(done: Promise<boolean>): Promise<void> {
  if (!(await done)) throw new Refused(409, "This was done in the meantime, or is not there any more.");
}

export const adminActions = {
  retryJob: act("queues", ({ db, queue, actor, field }) =>
    retryJob(db, queue, actor, field("name"), field("id")),
  ),
  sendJob: act("queues", ({ db, queue, actor, field }) => sendJob(db, queue, actor, field("name"))),
  retryMail: act("mail", ({ db, actor, field }) => there(retryMail(db, actor, field("id")))),
  releaseAddress: act("mail", ({ db, actor, field }) =>
    there(releaseSuppression(db, actor, field("address"))),
  ),
  closeReport: act("mail", ({ db, actor, field }) => there(closeReport(db, actor, Number(field("key"))))),
  hide: act("abuse", ({ db, actor, field }) => hideComment(db, actor, field("id"), field("reason"))),
  keep: act("abuse", ({ db, actor, field }) => keepComment(db, actor, field("id"), field("reason"))),
  unhide: act("abuse", ({ db, actor, field }) => unhideComment(db, actor, field("id"), field("reason"))),
  removeVotes: act("abuse", async ({ db, queue, actor, field }) => {
    const which = { paperId: field("paper"), from: moment(field("from")), until: moment(field("until")) };
    await removeVotes(db, actor, which, field("reason"), rulesOf(settings));
    await queue.send(TRENDING_JOB);
  }),
  restoreVotes: act("abuse", async ({ db, queue, actor, field }) => {
    await restoreVotes(db, actor, field("id"));
    await queue.send(TRENDING_JOB);
  }),
  unlist: act("submissions", ({ db, actor, field }) =>
    unlistPaper(db, actor, field("paper"), field("reason")),
  ),
  suspend: act("people", ({ db, actor, field }) => suspendMember(db, actor, field("id"), true)),
  release: act("people", ({ db, actor, field }) => suspendMember(db, actor, field("id"), false)),
  grant: act("decisions", ({ db, actor, field }) =>
    decideAuthorship(db, actor, field("id"), { grant: true, reason: field("reason") }),
  ),
  deny: act("decisions", ({ db, actor, field }) =>
    decideAuthorship(db, actor, field("id"), { grant: false, reason: field("reason") }),
  ),
  accept: act("decisions", ({ db, actor, field }) =>
    decideProposal(db, actor, field("id"), { accept: true, reason: field("reason") }),
  ),
  decline: act("decisions", ({ db, actor, field }) =>
    decideProposal(db, actor, field("id"), { accept: false, reason: field("reason") }),
  ),
};
