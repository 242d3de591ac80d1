/**
 * @file Members, how they sign in, their sessions, and what was done in whose name.
 *
 * The names of properties are those that better-auth asks for; the names of columns are ours. `session`, `verification` and `secret` hold what opens
 * accounts, so no dump has them.
 */
import { bigint, boolean, index, integer, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import type { Role } from "../../accounts/member.ts";
import { bytea, moment } from "../columns.ts";

/** A person with an account. Pages for others show the name alone. */
export const member = pgTable("member", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  /** In small letters. */
  email: text("email").notNull().unique(),
  emailVerified: boolean("email_verified").notNull().default(false),
  image: text("image"),
  role: text("role").$type<Role>().notNull().default("member"),
  /** The ORCID iD, known from signing in there. */
  orcid: text("orcid").unique(),
  createdAt: moment("created").notNull().defaultNow(),
  updatedAt: moment("updated").notNull().defaultNow(),
  /** Since when an editor has kept them from writing. */
  suspended: moment("suspended"),
});

/** A browser in which somebody is signed in. */
export const session = pgTable(
  "session",
  {
    id: text("id").primaryKey(),
    userId: text("member_id")
      .notNull()
      .references(() => member.id, { onDelete: "cascade" }),
    token: text("token").notNull().unique(),
    createdAt: moment("created").notNull().defaultNow(),
    /** When it was last seen, to within the hour. */
    updatedAt: moment("seen").notNull().defaultNow(),
    expiresAt: moment("expires").notNull(),
    /** Not kept; better-auth wants a place for it. */
    ipAddress: text("ip_address"),
    userAgent: text("user_agent"),
  },
  (table) => [index("session_member").on(table.userId), index("session_expires").on(table.expiresAt)],
);

/** An account elsewhere through which a member signs in. Tokens of the other side are not kept. */
export const account = pgTable(
  "account",
  {
    id: text("id").primaryKey(),
    userId: text("member_id")
      .notNull()
      .references(() => member.id, { onDelete: "cascade" }),
    providerId: text("provider").notNull(),
    accountId: text("account_id").notNull(),
    createdAt: moment("created").notNull().defaultNow(),
    updatedAt: moment("updated").notNull().defaultNow(),
    accessToken: text("access_token"),
    refreshToken: text("refresh_token"),
    idToken: text("id_token"),
    accessTokenExpiresAt: moment("access_token_expires"),
    refreshTokenExpiresAt: moment("refresh_token_expires"),
    scope: text("scope"),
    password: text("password"),
  },
  (table) => [index("account_member").on(table.userId)],
);

/** What proves something once: links in mails, sign-ins under way at another site, challenges for passkeys. */
export const verification = pgTable(
  "verification",
  {
    id: text("id").primaryKey(),
    identifier: text("identifier").notNull(),
    value: text("value").notNull(),
    expiresAt: moment("expires").notNull(),
    createdAt: moment("created").notNull().defaultNow(),
    updatedAt: moment("updated").notNull().defaultNow(),
  },
  (table) => [
    index("verification_identifier").on(table.identifier),
    index("verification_expires").on(table.expiresAt),
  ],
);

/** A key of WebAuthn; the private half never leaves the member's device. */
export const passkey = pgTable(
  "passkey",
  {
    /** The credential's id in base64url, which the authenticator chose. */
    id: text("id").primaryKey(),
    memberId: text("member_id")
      .notNull()
      .references(() => member.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    /** COSE. */
    publicKey: bytea("public_key").notNull(),
    /** Signatures made, as the authenticator counts them; 0 where it does not. */
    counter: bigint("counter", { mode: "number" }).notNull(),
    transports: text("transports").array().notNull(),
    /** Whether the key is kept by a service for several devices. */
    backedUp: boolean("backed_up").notNull(),
    created: moment("created").notNull().defaultNow(),
    used: moment("used"),
  },
  (table) => [index("passkey_member").on(table.memberId)],
);

/** Every act of an editor and every removal. Grows only. */
export const audit = pgTable(
  "audit",
  {
    key: integer("key").primaryKey().generatedByDefaultAsIdentity(),
    at: moment("at").notNull().defaultNow(),
    /** The member who did it; null for the site itself, and for who has left. */
    actor: text("actor").references(() => member.id, { onDelete: "set null" }),
    action: text("action").notNull(),
    /** What it was done to: `member:…`, `comment:…`, `vote:…`. */
    subject: text("subject").notNull(),
    detail: jsonb("detail").$type<Record<string, unknown>>().notNull(),
  },
  (table) => [index("audit_at").on(table.at), index("audit_subject").on(table.subject)],
);

/** Random keys that the site made for itself. */
export const secret = pgTable("secret", {
  name: text("name").primaryKey(),
  value: text("value").notNull(),
});
