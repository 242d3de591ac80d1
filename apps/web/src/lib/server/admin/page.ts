/** @file What the page of the editors shows: every queue, mail, ingestion, abuse, people, what waits for a decision, and the log. */
import {
  grantedAuthorships,
  openAuthorships,
  findMembers,
  hiddenComments,
  openProposals,
  openReports,
  readAudit,
  readComment,
  readIngestion,
  readMailSummary,
  readQueues,
  rulesOf,
  votesSummary,
  type Comment,
  type Member,
  type VotesSummary,
} from "@working-papers/daily";
import { daily } from "../daily.ts";
import { evidence } from "../evidence.ts";
import { proposalViews } from "../discussion/index.ts";
import { inlineTex } from "../tex.ts";
import { settings } from "../work.ts";

const SHOWN = 20;
/** Of what waits for a decision. */
const WAITING = 200;
const LOG = 50;

export interface LogQuery {
  action: string | undefined;
  before: number | undefined;
}

export async function adminPage(member: Member, log: LogQuery) {
  const { database, work } = daily();
  const { db } = database;
  const votes = await votesSummary(db, member, rulesOf(settings));
  const [queues, mail, ingestion, abuse, people, decisions, lines] = await Promise.all([
    readQueues(db),
    readMailSummary(db, SHOWN),
    readIngestion(db, SHOWN),
    abuseOf(votes),
    findMembers(db, member, "", 100),
    decisionsOf(),
    readAudit(db, LOG + 1, {
      ...(log.action === undefined ? {} : { action: log.action }),
      ...(log.before === undefined ? {} : { before: log.before }),
    }),
  ]);
  const known = new Map(queues.map((queue) => [queue.name, queue]));
  const none = { waiting: 0, active: 0, failed: 0, done: null, failures: [] };
  return {
    // Jobs that never ran stand there too; so do queues of an earlier configuration.
    queues: [
      ...work.queue.jobs.map((job) => ({ ...none, ...known.get(job.name), ...job })),
      ...queues
        .filter(({ name }) => !work.queue.jobs.some((job) => job.name === name))
        .map((queue) => ({ ...queue, says: "Not of this configuration.", scheduled: false })),
    ],
    mail,
    ingestion,
    abuse,
    submissions: [...votes.waiting, ...votes.out].map((one) => ({
      ...one,
      at: one.at.toISOString(),
      lastAsked: one.lastAsked?.toISOString(),
    })),
    people: people
      .filter(({ role, suspended }) => role === "editor" || suspended !== undefined)
      .map(({ id, name, role, suspended }) => ({ id, name, role, suspended: suspended !== undefined })),
    decisions,
    log: {
      lines: lines.slice(0, LOG).map((line) => ({
        ...line,
        at: line.at.toISOString(),
        actor: line.actor?.name,
        detail: Object.entries(line.detail).map(
          ([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`,
        ),
      })),
      older: lines.length > LOG ? lines[LOG - 1].key : undefined,
    },
  };
}

export type AdminPage = Awaited<ReturnType<typeof adminPage>>;

async function abuseOf({ bursts, removals }: VotesSummary) {
  const { db } = daily().database;
  const [reports, hidden] = await Promise.all([openReports(db, WAITING), hiddenComments(db, SHOWN)]);
  const byComment = [...Map.groupBy(reports, ({ commentId }) => commentId)];
  const editor = { id: "", role: "editor" } as const;
  return {
    reports: await Promise.all(
      byComment.map(async ([id, all]) => ({
        id,
        comment: excerptOf(await readComment(db, id, editor)),
        reasons: all.map(({ by, reason, at }) => ({ by, reason, at: at.toISOString() })),
      })),
    ),
    hidden: hidden.map((comment) => ({
      id: comment.id,
      comment: excerptOf(comment),
      reason: comment.hidden!.reason,
      at: comment.hidden!.at.toISOString(),
    })),
    bursts: bursts.map((burst) => ({
      ...burst,
      from: new Date(burst.from).toISOString(),
      until: new Date(burst.until).toISOString(),
    })),
    removals: removals.map((removal) => ({
      ...removal,
      at: removal.at.toISOString(),
      restored: removal.restored !== null,
    })),
  };
}

function excerptOf(comment: Comment | undefined): { by: string; text: string } {
  return {
    by: comment?.by?.name ?? "somebody who left",
    text: (comment?.text ?? "").slice(0, 400),
  };
}

async function decisionsOf() {
  const { db } = daily().database;
  const [open, granted, proposals, { byArxiv }] = await Promise.all([
    openAuthorships(db, WAITING),
    grantedAuthorships(db, SHOWN),
    openProposals(db, WAITING),
    evidence(),
  ]);
  const shown = (claim: (typeof open)[number]) => ({
    ...claim,
    title: inlineTex(claim.title),
    at: claim.at.toISOString(),
    decided: claim.decided?.toISOString(),
  });
  return {
    authorships: open.map(shown),
    granted: granted.map(shown),
    proposals: proposals.flatMap((proposal) => {
      const folder = byArxiv.get(proposal.paperId);
      return folder ? [{ ...proposalViews([proposal], folder)[0], paper: folder.paper.title }] : [];
    }),
  };
}
