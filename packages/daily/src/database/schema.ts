/**
 * @file The tables, as Drizzle sees them. The SQL that makes them stands in `migrations/`; a test compares the two column by column.
 *
 * Two databases share this schema: PGlite (PostgreSQL 18 in WebAssembly, one session) and PostgreSQL 15 or later. Nothing here or in a
 * query may depend on session state, and full-text search uses only what core PostgreSQL has.
 */
import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  date,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { Author } from "../papers/record.ts";
import type { Term } from "../ranking/trending.ts";
import type { RunState } from "../runs/state.ts";
import { bytea, moment, tsvector } from "./columns.ts";

export * from "./tables/accounts.ts";
export * from "./tables/discussion.ts";
export * from "./tables/mail.ts";
export * from "./tables/votes.ts";

/** A paper in its newest known version. `key` is ours and small, for indexes; `id` is the world's. */
export const paper = pgTable(
  "paper",
  {
    key: integer("key").primaryKey().generatedByDefaultAsIdentity(),
    /** arXiv id without version, or `doi:…`, or `bib:…` for what has neither. */
    id: text("id").notNull().unique(),
    /** The newest version that was seen. */
    version: smallint("version").notNull(),
    title: text("title").notNull(),
    abstract: text("abstract").notNull(),
    authors: jsonb("authors").$type<Author[]>().notNull(),
    /** The primary category first. */
    categories: text("categories").array().notNull(),
    comment: text("comment"),
    journalRef: text("journal_ref"),
    doi: text("doi"),
    licence: text("licence"),
    /** When version 1 was submitted, and when this version was. */
    submitted: moment("submitted"),
    updated: moment("updated"),
    /** The day on which it was first announced. */
    announced: date("announced", { mode: "string" }),
    withdrawn: boolean("withdrawn").notNull().default(false),
    /** Which importer wrote this version: `arxiv-api`, `arxiv-oai`, `arxiv-daily`, `huggingface`, `file`. */
    source: text("source").notNull(),
    /** Grows with every change of any paper, in commit order: what a search index has not seen is what is larger. */
    revision: bigint("revision", { mode: "number" }).notNull(),
    /** Title (A), abstract (B) and authors (C) for PostgreSQL's own full-text search. */
    words: tsvector("words")
      .notNull()
      .generatedAlwaysAs(
        sql`setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', abstract), 'B') || setweight(jsonb_to_tsvector('simple', authors, '["string"]'), 'C')`,
      ),
  },
  (table) => [
    index("paper_announced").on(table.announced),
    index("paper_revision").on(table.revision),
    index("paper_categories").using("gin", table.categories),
    index("paper_words").using("gin", table.words),
  ],
);

/** Every version that was seen. Texts are kept here only of versions that a newer one has replaced. */
export const paperVersion = pgTable(
  "paper_version",
  {
    paperKey: integer("paper_key")
      .notNull()
      .references(() => paper.key, { onDelete: "cascade" }),
    version: smallint("version").notNull(),
    submitted: moment("submitted"),
    seen: moment("seen").notNull().defaultNow(),
    withdrawn: boolean("withdrawn").notNull().default(false),
    title: text("title"),
    abstract: text("abstract"),
  },
  (table) => [primaryKey({ columns: [table.paperKey, table.version] })],
);

/** A place of a paper in a dated list. The paper itself may arrive later: so the id stands here, not the key. */
export const listing = pgTable(
  "listing",
  {
    /** `arxiv` (announcements), `curated` (chosen by people), or a host's own. */
    list: text("list").notNull(),
    day: date("day", { mode: "string" }).notNull(),
    paperId: text("paper_id").notNull(),
    position: integer("position").notNull(),
    /** `new`, `cross`, `replace`, `replace-cross`; `listed` where the source does not say. */
    kind: text("kind").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.list, table.day, table.paperId] }),
    index("listing_paper").on(table.paperId),
    index("listing_day").on(table.day),
  ],
);

/** What happened to a paper on a day, counted: the only inputs of trending. */
export const signal = pgTable(
  "signal",
  {
    paperId: text("paper_id").notNull(),
    day: date("day", { mode: "string" }).notNull(),
    kind: text("kind").notNull(),
    value: doublePrecision("value").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.paperId, table.day, table.kind] }),
    index("signal_day").on(table.day),
  ],
);

/** The trending list of a day, with every term of every score, so that yesterday's order can be shown and explained. */
export const trending = pgTable(
  "trending",
  {
    day: date("day", { mode: "string" }).notNull(),
    paperId: text("paper_id").notNull(),
    rank: integer("rank").notNull(),
    score: doublePrecision("score").notNull(),
    terms: jsonb("terms").$type<Term[]>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.day, table.paperId] }),
    index("trending_rank").on(table.day, table.rank),
    index("trending_paper").on(table.paperId, table.day.desc()),
  ],
);

/** An answer of a source as it came, kept before anything reads it. */
export const answer = pgTable(
  "answer",
  {
    key: integer("key").primaryKey().generatedByDefaultAsIdentity(),
    source: text("source").notNull(),
    url: text("url").notNull(),
    fetched: moment("fetched").notNull().defaultNow(),
    status: smallint("status").notNull(),
    contentType: text("content_type"),
    etag: text("etag"),
    lastModified: text("last_modified"),
    /** Compressed with gzip. */
    body: bytea("body").notNull(),
    sha256: text("sha256").notNull(),
    /** When it was read, and what came of it. */
    read: moment("read"),
    accepted: integer("accepted"),
    rejected: integer("rejected"),
  },
  (table) => [index("answer_url").on(table.url, table.fetched)],
);

/** A record that could not be used, with the reason, for the host to look at. */
export const rejection = pgTable(
  "rejection",
  {
    key: integer("key").primaryKey().generatedByDefaultAsIdentity(),
    source: text("source").notNull(),
    answerKey: integer("answer_key").references(() => answer.key, { onDelete: "set null" }),
    at: moment("at").notNull().defaultNow(),
    reason: text("reason").notNull(),
    excerpt: text("excerpt").notNull(),
  },
  (table) => [index("rejection_at").on(table.at)],
);

/** A token bucket shared by every process of the site (generic cell rate algorithm: one number says how full it is). */
export const bucket = pgTable("bucket", {
  name: text("name").primaryKey(),
  /** The time at which the bucket would be full again. */
  fullAt: moment("full_at").notNull(),
  /** Until when the one connection is taken; null when it is free. */
  leasedUntil: moment("leased_until"),
});

/** How far a source has been harvested. */
export const harvest = pgTable("harvest", {
  source: text("source").primaryKey(),
  /** What the next request starts from: for OAI-PMH the date of the last complete answer. */
  since: text("since"),
  /** An unfinished list's place, and since when it is under way. */
  resumption: text("resumption"),
  started: moment("started"),
  finished: moment("finished"),
});

/** Counters in commit order; a transaction that takes a number holds the row until it ends. */
export const counter = pgTable("counter", {
  name: text("name").primaryKey(),
  value: bigint("value", { mode: "number" }).notNull(),
});

/** Built things in parts: the search index and the trained embedder. */
export const artifact = pgTable(
  "artifact",
  {
    name: text("name").notNull(),
    generation: bigint("generation", { mode: "number" }).notNull(),
    part: integer("part").notNull(),
    bytes: bytea("bytes").notNull(),
  },
  (table) => [primaryKey({ columns: [table.name, table.generation, table.part] })],
);

/** A run on the server, from the wish to the result. Its state changes as `runs/state.ts` says. */
export const run = pgTable(
  "run",
  {
    id: text("id").primaryKey(),
    paper: text("paper").notNull(),
    experiment: text("experiment").notNull(),
    experimentVersion: integer("experiment_version").notNull(),
    preset: text("preset").$type<"quick" | "full">().notNull(),
    seed: bigint("seed", { mode: "number" }).notNull(),
    params: jsonb("params").$type<Record<string, string | number | boolean>>().notNull(),
    /** Whether the parameters differ from the preset's. */
    altered: boolean("altered").notNull(),
    /** The name of its saved states: runs that would measure the same share it. */
    checkpoint: text("checkpoint").notNull(),
    state: text("state").$type<RunState>().notNull(),
    /** Who may cancel it: `visitor:…` or `member:…`. */
    owner: text("owner").notNull(),
    /** Where it came from, hashed, for limits: visitors can throw their names away. */
    origin: text("origin").notNull(),
    queued: moment("queued").notNull().defaultNow(),
    started: moment("started"),
    ended: moment("ended"),
    /** Counts the workers that took it. What an earlier one still says of it no longer counts. */
    attempt: integer("attempt").notNull().default(0),
    /** Counts the attempts that ended with the loss of the worker, or of the process that it gave the run. */
    lost: integer("lost").notNull().default(0),
    worker: text("worker"),
    /** Until when its worker need not have been heard of. */
    leasedUntil: moment("leased_until"),
    /** Grows with every change of the row. */
    change: bigint("change", { mode: "number" }).notNull().default(1),
    fraction: doublePrecision("fraction").notNull().default(0),
    note: text("note"),
    /** Seconds that all attempts have run. */
    spent: doublePrecision("spent").notNull().default(0),
    /** Seconds left, by the pace so far. */
    remaining: doublePrecision("remaining"),
    /** Why it failed, in a sentence. */
    reason: text("reason"),
    /** The sealed run as JSON text, which keeps every digit. */
    result: text("result"),
  },
  (table) => [
    uniqueIndex("run_under_way")
      .on(table.checkpoint)
      .where(sql`state in ('queued', 'running')`),
    index("run_waiting")
      .on(table.state, table.queued)
      .where(sql`state in ('queued', 'running')`),
    index("run_result")
      .on(table.paper, table.ended)
      .where(sql`state = 'done'`),
    index("run_owner").on(table.owner, table.queued),
  ],
);

/** What happened to a run, one sentence each. */
export const runEvent = pgTable(
  "run_event",
  {
    runId: text("run_id")
      .notNull()
      .references(() => run.id, { onDelete: "cascade" }),
    number: integer("number").notNull(),
    at: moment("at").notNull().defaultNow(),
    says: text("says").notNull(),
  },
  (table) => [primaryKey({ columns: [table.runId, table.number] })],
);

/** The last saved state of a run, in parts. */
export const runCheckpoint = pgTable(
  "run_checkpoint",
  {
    key: text("key").notNull(),
    part: integer("part").notNull(),
    saved: moment("saved").notNull().defaultNow(),
    bytes: bytea("bytes").notNull(),
  },
  (table) => [primaryKey({ columns: [table.key, table.part] })],
);

/** Jobs that waited when a dump was made: the first queue that starts on the restored database takes them in. */
export const waitingJob = pgTable("waiting_job", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  data: jsonb("data").$type<Record<string, unknown>>().notNull(),
  singletonKey: text("singleton_key"),
  priority: integer("priority").notNull(),
  startAfter: moment("start_after").notNull(),
});
