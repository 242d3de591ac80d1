/** @file What people say about papers, who wrote them, what is proposed for their claims, and who wants to be told. */
import { sql } from "drizzle-orm";
import {
  boolean,
  doublePrecision,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { VerdictName } from "@working-papers/lab";
import type { AuthorshipState, Basis } from "../../authorship/claim.ts";
import type { ProposalState } from "../../authorship/proposal.ts";
import type { AttachedKind } from "../../discussion/attached.ts";
import { moment } from "../columns.ts";
import { member } from "./accounts.ts";

/** A comment on a paper or on one of its claims, or an author's reply to a verdict. */
export const comment = pgTable(
  "comment",
  {
    id: text("id").primaryKey(),
    paperId: text("paper_id").notNull(),
    /** The claim that it is about; null for the paper as a whole. */
    claim: text("claim"),
    /** The comment that it answers. */
    parent: text("parent"),
    /** Null when who wrote it has left. */
    memberId: text("member_id").references(() => member.id, { onDelete: "set null" }),
    /** Markdown. Empty once it is deleted. */
    text: text("text").notNull(),
    /** The verdict that it replies to, as it was then; null for ordinary comments. */
    verdict: text("verdict").$type<VerdictName>(),
    created: moment("created").notNull().defaultNow(),
    edited: moment("edited"),
    /** Grows with every edit: whoever edits names the one that was read. */
    version: integer("version").notNull().default(1),
    /** It was deleted by whoever wrote it, and stays because somebody answered. */
    deleted: moment("deleted"),
    /** Since when an editor keeps it from readers, and why. */
    hidden: moment("hidden"),
    hiddenReason: text("hidden_reason"),
  },
  (table) => [
    foreignKey({ columns: [table.parent], foreignColumns: [table.id] }),
    index("comment_paper").on(table.paperId, table.created),
    index("comment_parent").on(table.parent),
    index("comment_member").on(table.memberId, table.created),
    index("comment_created").on(table.created),
    uniqueIndex("comment_verdict")
      .on(table.paperId, table.claim, table.memberId)
      .where(sql`verdict is not null and deleted is null`),
  ],
);

/** Texts that an edit has replaced. */
export const commentVersion = pgTable(
  "comment_version",
  {
    commentId: text("comment_id")
      .notNull()
      .references(() => comment.id, { onDelete: "cascade" }),
    version: integer("version").notNull(),
    written: moment("written").notNull(),
    text: text("text").notNull(),
  },
  (table) => [primaryKey({ columns: [table.commentId, table.version] })],
);

/** A run that a comment rests on. */
export const commentRun = pgTable(
  "comment_run",
  {
    commentId: text("comment_id")
      .notNull()
      .references(() => comment.id, { onDelete: "cascade" }),
    number: integer("number").notNull(),
    kind: text("kind").$type<AttachedKind>().notNull(),
    /** Of the table `run`, of a recorded run in the repository, or of the reader's own. */
    runId: text("run_id").notNull(),
    /** What the reader told of it, as JSON text; of others it is read where they are. */
    content: text("content"),
  },
  (table) => [primaryKey({ columns: [table.commentId, table.number] })],
);

/** Somebody thinks that editors should look at a comment. */
export const commentReport = pgTable(
  "comment_report",
  {
    commentId: text("comment_id")
      .notNull()
      .references(() => comment.id, { onDelete: "cascade" }),
    memberId: text("member_id")
      .notNull()
      .references(() => member.id, { onDelete: "cascade" }),
    reason: text("reason").notNull(),
    at: moment("at").notNull().defaultNow(),
    decided: moment("decided"),
    decision: text("decision").$type<"hidden" | "kept">(),
  },
  (table) => [
    primaryKey({ columns: [table.commentId, table.memberId] }),
    index("comment_report_open")
      .on(table.at)
      .where(sql`decided is null`),
  ],
);

/** A member says: I wrote this paper. */
export const authorship = pgTable(
  "authorship",
  {
    id: text("id").primaryKey(),
    paperId: text("paper_id").notNull(),
    memberId: text("member_id")
      .notNull()
      .references(() => member.id, { onDelete: "cascade" }),
    /** The author of the record that they are. */
    name: text("name").notNull(),
    evidence: text("evidence").notNull(),
    /** The verified ORCID iD at that time. */
    orcid: text("orcid"),
    state: text("state").$type<AuthorshipState>().notNull(),
    at: moment("at").notNull().defaultNow(),
    decided: moment("decided"),
    /** Null for the site itself, by ORCID, and for an editor who has left. */
    decidedBy: text("decided_by").references(() => member.id, { onDelete: "set null" }),
    basis: text("basis").$type<Basis>(),
    reason: text("reason"),
  },
  (table) => [
    uniqueIndex("authorship_standing")
      .on(table.paperId, table.memberId)
      .where(sql`state in ('asked', 'granted')`),
    index("authorship_member").on(table.memberId),
    index("authorship_open")
      .on(table.at)
      .where(sql`state = 'asked'`),
  ],
);

/** A claim that somebody misses, or a correction of one. */
export const proposal = pgTable(
  "proposal",
  {
    id: text("id").primaryKey(),
    paperId: text("paper_id").notNull(),
    /** The claim to be corrected; null for a new one. */
    claim: text("claim"),
    memberId: text("member_id").references(() => member.id, { onDelete: "set null" }),
    /** Whether it was proposed by a verified author of the paper. */
    byAuthor: boolean("by_author").notNull(),
    statement: text("statement").notNull(),
    place: text("place").notNull(),
    /** As a reader would print it: «80 %». */
    reported: text("reported").notNull(),
    value: doublePrecision("value"),
    unit: text("unit"),
    /** How it could be measured. */
    measure: text("measure").notNull(),
    state: text("state").$type<ProposalState>().notNull(),
    at: moment("at").notNull().defaultNow(),
    decided: moment("decided"),
    decidedBy: text("decided_by").references(() => member.id, { onDelete: "set null" }),
    reason: text("reason"),
  },
  (table) => [
    index("proposal_paper").on(table.paperId, table.at),
    index("proposal_member").on(table.memberId),
    index("proposal_open")
      .on(table.at)
      .where(sql`state = 'asked'`),
  ],
);

/** What a member is told of by mail. Without a row: nothing. */
export const noticeChoice = pgTable("notice_choice", {
  memberId: text("member_id")
    .primaryKey()
    .references(() => member.id, { onDelete: "cascade" }),
  /** Answers to their comments. */
  replies: boolean("replies").notNull().default(false),
  /** Comments on papers that they wrote. */
  papers: boolean("papers").notNull().default(false),
});
