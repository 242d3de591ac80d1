/** @file What members think of papers: votes and their removal, submissions, editors' picks, and who wants recommendations; and what trending was computed from. */
import { sql } from "drizzle-orm";
import {
  boolean,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { Formula, Input } from "../../ranking/inputs.ts";
import type { SubmissionState } from "../../submissions/submission.ts";
import { moment } from "../columns.ts";
import { member } from "./accounts.ts";

/** Why votes were taken away from a paper. Public; it names nobody. */
export const voteRemoval = pgTable(
  "vote_removal",
  {
    id: text("id").primaryKey(),
    at: moment("at").notNull().defaultNow(),
    paperId: text("paper_id").notNull(),
    votes: integer("votes").notNull(),
    /** The editor's sentence. */
    reason: text("reason").notNull(),
    /** When an editor gave them back. */
    restored: moment("restored"),
  },
  (table) => [index("vote_removal_at").on(table.at)],
);

/** One a member and paper. */
export const vote = pgTable(
  "vote",
  {
    memberId: text("member_id")
      .notNull()
      .references(() => member.id, { onDelete: "cascade" }),
    paperId: text("paper_id").notNull(),
    at: moment("at").notNull().defaultNow(),
    /** A keyed hash of the network it came from; forgotten after some days. */
    network: text("network"),
    /** An editor removed it. The row stays, so that it is not cast again. */
    removalId: text("removal_id").references(() => voteRemoval.id),
  },
  (table) => [
    primaryKey({ columns: [table.memberId, table.paperId] }),
    index("vote_paper").on(table.paperId),
    index("vote_at").on(table.at),
    index("vote_removed").on(table.removalId),
  ],
);

/** A paper that somebody wants in the list `people`. */
export const submission = pgTable(
  "submission",
  {
    id: text("id").primaryKey(),
    /** Null when who submitted it has left. */
    memberId: text("member_id").references(() => member.id, { onDelete: "set null" }),
    paperId: text("paper_id").notNull(),
    /** As it was typed. */
    given: text("given").notNull(),
    /** What opens the discussion, until the paper is there. */
    comment: text("comment"),
    state: text("state").$type<SubmissionState>().notNull(),
    /** A sentence, where it did not come in or was taken off. */
    reason: text("reason"),
    at: moment("at").notNull().defaultNow(),
    settled: moment("settled"),
    /** The day of the list, once it is in. */
    day: date("day", { mode: "string" }),
    /** How often its source was asked, and when it last was. */
    asked: integer("asked").notNull().default(0),
    lastAsked: moment("last_asked"),
  },
  (table) => [
    uniqueIndex("submission_paper")
      .on(table.paperId)
      .where(sql`state in ('waiting', 'in')`),
    index("submission_member").on(table.memberId, table.at),
    index("submission_waiting")
      .on(table.at)
      .where(sql`state = 'waiting'`),
  ],
);

/** A paper that an editor recommends, with a sentence why. */
export const pick = pgTable("pick", {
  paperId: text("paper_id").primaryKey(),
  memberId: text("member_id").references(() => member.id, { onDelete: "set null" }),
  why: text("why").notNull(),
  day: date("day", { mode: "string" }).notNull(),
  at: moment("at").notNull().defaultNow(),
});

/** Members who have switched recommendations on. */
export const personalRanking = pgTable("personal_ranking", {
  memberId: text("member_id")
    .primaryKey()
    .references(() => member.id, { onDelete: "cascade" }),
  since: moment("since").notNull().defaultNow(),
});

/** When the trending list of a day was computed, and by which numbers. */
export const trendingDay = pgTable("trending_day", {
  day: date("day", { mode: "string" }).primaryKey(),
  computed: moment("computed").notNull().defaultNow(),
  formula: jsonb("formula").$type<Formula>().notNull(),
  /** Something that it was made from has been taken back: it is to be computed again. */
  stale: boolean("stale").notNull().default(false),
});

/** What the trending list of a day was computed from: all papers that were looked at. */
export const trendingInput = pgTable(
  "trending_input",
  {
    day: date("day", { mode: "string" }).notNull(),
    paperId: text("paper_id").notNull(),
    since: date("since", { mode: "string" }).notNull(),
    counts: jsonb("counts").$type<Input[]>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.day, table.paperId] })],
);
