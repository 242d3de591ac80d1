/** @file The browsers in which a member is signed in, and ending their sessions. */
import { and, desc, eq, gt, lt, ne, sql } from "drizzle-orm";
import type { Executor } from "../database/open.ts";
import { session } from "../database/schema.ts";
import { demand } from "./permissions.ts";
import type { Member } from "./member.ts";
import { Refused } from "./refused.ts";

export interface KnownSession {
  id: string;
  /** «Firefox on Linux». */
  browser: string;
  since: Date;
  /** To within the hour. */
  seen: Date;
}

/** Sessions that go on, the last seen first. */
export async function readSessions(db: Executor, memberId: string): Promise<KnownSession[]> {
  const rows = await db
    .select({
      id: session.id,
      agent: session.userAgent,
      since: session.createdAt,
      seen: session.updatedAt,
    })
    .from(session)
    .where(and(eq(session.userId, memberId), gt(session.expiresAt, sql`now()`)))
    .orderBy(desc(session.updatedAt));
  return rows.map(({ agent, ...row }) => ({ ...row, browser: browserOf(agent ?? "") }));
}

/** Ends one of a member's own sessions. */
export async function endSession(db: Executor, actor: Member, id: string): Promise<void> {
  demand(actor, "account.manage", { isOwner: true });
  const gone = await db
    .delete(session)
    .where(and(eq(session.id, id), eq(session.userId, actor.id)))
    .returning({ id: session.id });
  if (gone.length === 0) throw new Refused(404, "This session has ended already.");
}

/** Ends a member's sessions but one. @returns how many */
export async function endOtherSessions(db: Executor, actor: Member, but: string): Promise<number> {
  demand(actor, "account.manage", { isOwner: true });
  const gone = await db
    .delete(session)
    .where(and(eq(session.userId, actor.id), ne(session.id, but)))
    .returning({ id: session.id });
  return gone.length;
}

/** Forgets sessions that are over. */
export async function forgetSessions(db: Executor): Promise<void> {
  await db.delete(session).where(lt(session.expiresAt, sql`now()`));
}

const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(?:e|A|iOS)?\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\b(?:Firefox|FxiOS)\//, "Firefox"],
  [/\b(?:HeadlessChrome|Chrome|CriOS)\//, "Chrome"],
  [/\bSafari\//, "Safari"],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:iPhone|iPad)\b/, "iOS"],
  [/\bAndroid\b/, "Android"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b/, "macOS"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bLinux\b/, "Linux"],
];

/** What a browser says that it is, in words; for its owner to recognise. */
export function browserOf(agent: string): string {
  const browser = BROWSERS.find(([sign]) => sign.test(agent))?.[1];
  const system = SYSTEMS.find(([sign]) => sign.test(agent))?.[1];
  if (!browser) return system ? `A program on ${system}` : "An unknown program";
  return system ? `${browser} on ${system}` : browser;
}

/** After signing in, for so long the account itself can be changed. */
export const FRESH_MS = 2 * 3_600_000;

/** Whether somebody signed in lately: who finds a browser open, or has got hold of a cookie, has not. */
export function isFresh(since: Date, now = Date.now()): boolean {
  return now - since.getTime() < FRESH_MS;
}

/** @throws Refused when they did not */
export function demandFresh(since: Date): void {
  if (!isFresh(since))
    throw new Refused(403, "Sign in again first: this needs a sign-in of the last two hours.");
}
