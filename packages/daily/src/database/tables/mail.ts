/** @file Mail on its way and what came back of it; subscriptions, what digests are made from, and the tokens in their mails. */
import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { bytea, moment } from "../columns.ts";

export type MailState = "queued" | "sending" | "sent" | "failed" | "suppressed" | "unsure";

/** The outbox: one row for each mail to one recipient. Its texts are dropped when it has been sent. */
export const mail = pgTable(
  "mail",
  {
    /** Random; the mail's Message-ID and its return path are functions of it. */
    id: text("id").primaryKey(),
    idempotencyKey: text("idempotency_key").unique(),
    /** `sign-in`, `address`, `confirm`, `digest`, … */
    kind: text("kind").notNull(),
    /** Whether many get its like: those wait for the others, and stop where somebody complained. */
    bulk: boolean("bulk").notNull(),
    recipient: text("recipient").notNull(),
    subject: text("subject").notNull(),
    text: text("text"),
    html: text("html"),
    headers: jsonb("headers").$type<Record<string, string>>().notNull().default({}),
    created: moment("created").notNull().defaultNow(),
    state: text("state").$type<MailState>().notNull().default("queued"),
    /** Not to be tried before. */
    due: moment("due").notNull().defaultNow(),
    /** Not to be tried after. */
    expires: moment("expires"),
    /** Counts the times that a worker took it. What an earlier one still says of it no longer counts. */
    attempt: integer("attempt").notNull().default(0),
    worker: text("worker"),
    leasedUntil: moment("leased_until"),
    /** Set just before the last line of its text goes to the server: from then until the answer is stored nobody knows whether it was sent. */
    finishing: moment("finishing"),
    /** How often that moment ended without an answer. */
    doubts: integer("doubts").notNull().default(0),
    ended: moment("ended"),
    /** What the server said last. */
    answer: text("answer"),
  },
  (table) => [
    index("mail_due")
      .on(table.bulk, table.due)
      .where(sql`state = 'queued'`),
    index("mail_held")
      .on(table.leasedUntil)
      .where(sql`state = 'sending'`),
    index("mail_ended")
      .on(table.ended)
      .where(sql`state not in ('queued', 'sending')`),
    index("mail_recipient").on(sql`lower(recipient)`),
  ],
);

/** Addresses that get nothing, or nothing that many get, for good or until a moment. */
export const suppression = pgTable("suppression", {
  /** In small letters. */
  address: text("address").primaryKey(),
  reason: text("reason").$type<"bounce" | "complaint" | "paused">().notNull(),
  since: moment("since").notNull().defaultNow(),
  until: moment("until"),
  detail: text("detail").notNull(),
});

/** What came back: reports of servers, complaints, and what could not be read. */
export const mailReport = pgTable(
  "mail_report",
  {
    key: integer("key").primaryKey().generatedByDefaultAsIdentity(),
    at: moment("at").notNull().defaultNow(),
    mailId: text("mail_id"),
    address: text("address"),
    kind: text("kind").$type<"hard" | "soft" | "delayed" | "complaint" | "reply" | "unknown">().notNull(),
    /** The enhanced status code (RFC 3463), where one was told. */
    status: text("status"),
    detail: text("detail").notNull(),
    /** The message, of what was not understood. */
    raw: bytea("raw"),
    /** When an editor has seen to it; nothing needs to be done about what was understood. */
    handled: moment("handled"),
  },
  (table) => [
    index("mail_report_address").on(table.address, table.at),
    index("mail_report_open")
      .on(table.at)
      .where(sql`handled is null`),
  ],
);

/** What somebody asked for, and the record of consent: purpose, the text that was shown, when, and from which network (hashed). */
export const subscriptionRequest = pgTable(
  "subscription_request",
  {
    id: text("id").primaryKey(),
    address: text("address").notNull(),
    choices: jsonb("choices").$type<Record<string, unknown>>().notNull(),
    purpose: text("purpose").notNull(),
    shown: text("shown").notNull(),
    network: text("network").notNull(),
    asked: moment("asked").notNull().defaultNow(),
    confirmed: moment("confirmed"),
  },
  (table) => [index("subscription_request_address").on(sql`lower(address)`, table.asked)],
);

/** A digest that somebody confirmed: one an address. */
export const subscription = pgTable(
  "subscription",
  {
    id: text("id").primaryKey(),
    address: text("address").notNull(),
    state: text("state").$type<"active" | "ended">().notNull(),
    /** 1 is Monday. */
    weekdays: smallint("weekdays").array().notNull(),
    /** Of the local day. */
    hour: smallint("hour").notNull(),
    /** IANA name. */
    zone: text("zone").notNull(),
    /** Of papers in lists: `*` alone for all, nothing for none. */
    categories: text("categories").array().notNull(),
    searches: text("searches").array().notNull(),
    verdicts: boolean("verdicts").notNull(),
    /** Fewer items make no mail and wait for the next one. */
    minimum: smallint("minimum").notNull(),
    request: text("request").references(() => subscriptionRequest.id),
    asked: moment("asked").notNull(),
    confirmed: moment("confirmed").notNull().defaultNow(),
    ended: moment("ended"),
    nextDue: moment("next_due"),
    /** The last arrival and the last change of a verdict that it was told of, or could have been. */
    arrivalSeen: bigint("arrival_seen", { mode: "number" }).notNull(),
    verdictSeen: bigint("verdict_seen", { mode: "number" }).notNull(),
  },
  (table) => [
    uniqueIndex("subscription_address").on(sql`lower(address)`),
    index("subscription_due")
      .on(table.nextDue)
      .where(sql`state = 'active'`),
  ],
);

/** A digest that was written: one a local day. */
export const digest = pgTable(
  "digest",
  {
    subscription: text("subscription")
      .notNull()
      .references(() => subscription.id, { onDelete: "cascade" }),
    localDate: date("local_date", { mode: "string" }).notNull(),
    mailId: text("mail_id").notNull(),
    papers: integer("papers").notNull(),
    composed: moment("composed").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.subscription, table.localDate] })],
);

/** Hashes of the random tokens that stand in mails. Each opens one thing. */
export const mailToken = pgTable(
  "mail_token",
  {
    /** SHA-256, hexadecimal. */
    hash: text("hash").primaryKey(),
    purpose: text("purpose").$type<"confirm" | "manage" | "unsubscribe">().notNull(),
    /** Of a request for `confirm`, else of a subscription. */
    subject: text("subject").notNull(),
    expires: moment("expires").notNull(),
    used: moment("used"),
  },
  (table) => [index("mail_token_expires").on(table.expires), index("mail_token_subject").on(table.subject)],
);

/** Papers in the order in which they first stood in a list: each once, so who has been told up to a number is never told of a paper again. */
export const arrival = pgTable("arrival", {
  key: integer("key").primaryKey().generatedByDefaultAsIdentity(),
  paperKey: integer("paper_key").notNull().unique(),
  day: date("day", { mode: "string" }).notNull(),
  at: moment("at").notNull().defaultNow(),
});

/** Every change of a verdict that was seen, the first one too. The last of a claim is how it stands. */
export const verdictChange = pgTable(
  "verdict_change",
  {
    key: integer("key").primaryKey().generatedByDefaultAsIdentity(),
    /** Its short name. */
    paper: text("paper").notNull(),
    claim: text("claim").notNull(),
    at: moment("at").notNull().defaultNow(),
    /** Null when the claim was seen for the first time. */
    before: text("verdict_before"),
    /** Null when the claim is gone. */
    verdict: text("verdict"),
    reason: text("reason").notNull(),
  },
  (table) => [index("verdict_change_claim").on(table.paper, table.claim, table.key)],
);
