/**
 * @file better-auth as this site uses it: sessions, and signing in through other sites. Links in mails and passkeys are our own (`sign-in.ts`,
 * `passkeys.ts`), and end in a session made here.
 *
 * None of its routes is open but the callbacks of other sites: the rest is called by our pages. It runs without transactions, as PGlite has one session,
 * and each of its writes can stand alone.
 */
import { betterAuth, type BetterAuthOptions } from "better-auth/minimal";
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { APIError, createAuthEndpoint } from "better-auth/api";
import { setSessionCookie } from "better-auth/cookies";
import { genericOAuth } from "better-auth/plugins/generic-oauth";
import { z } from "zod";
import type { Db } from "../database/open.ts";
import { account, member, session, verification } from "../database/schema.ts";
import type { Log } from "../hosting/log.ts";
import { AUTH_PATH, sessionCookie } from "./cookie.ts";
import { hashedSessions } from "./hashed-sessions.ts";
import { newId } from "./id.ts";
import { borrowedName } from "./name.ts";
import type { Provider } from "./providers.ts";

export interface AuthOptions {
  db: Db;
  /** Signs cookies. */
  secret: string;
  /** The address that readers use. */
  origin: string;
  providers: readonly Provider[];
  log?: Log;
}

const DAY = 86_400;
/** A session ends when nobody has come with it for so long. */
const SESSION_SECONDS = 30 * DAY;
/** «Last seen» is right to within this. */
const SEEN_SECONDS = 3_600;

export type Auth = ReturnType<typeof openAuth>;

export function openAuth({ db, secret, origin, providers, log }: AuthOptions) {
  const secure = origin.startsWith("https:");
  const prefix = secure ? "__Host-" : "";
  return betterAuth({
    baseURL: origin,
    basePath: AUTH_PATH,
    secret,
    trustedOrigins: [origin],
    database: (options: BetterAuthOptions) =>
      hashedSessions(
        drizzleAdapter(db, { provider: "pg", schema: { member, session, account, verification } })(options),
      ),
    telemetry: { enabled: false },
    // Ours are in `rate.ts`, and hold for all processes.
    rateLimit: { enabled: false },
    logger: {
      level: "warn",
      log: (level, says) => (level === "error" ? log?.warn : log?.debug)?.(`Signing in: ${says}`),
    },
    onAPIError: { errorURL: `${origin}/sign-in` },
    advanced: {
      // The prefix of the names is the stricter one, and set here.
      useSecureCookies: false,
      defaultCookieAttributes: { secure, httpOnly: true, sameSite: "lax", path: "/" },
      cookiePrefix: `${prefix}auth`,
      cookies: { session_token: { name: sessionCookie(origin) } },
      disableOriginCheck: false,
      disableCSRFCheck: false,
      ipAddress: { disableIpTracking: true },
      database: { generateId: newId },
    },
    user: {
      modelName: "member",
      additionalFields: {
        role: { type: "string", input: false, defaultValue: "member" },
        orcid: { type: "string", required: false, input: false },
        suspended: { type: "date", required: false, input: false },
      },
    },
    session: { modelName: "session", expiresIn: SESSION_SECONDS, updateAge: SEEN_SECONDS },
    account: {
      modelName: "account",
      updateAccountOnSignIn: false,
      accountLinking: {
        // What a member connects on the account's page may have another address, or none. Without a session, an address counts only when the other site
        // has verified it and so have we.
        allowDifferentEmails: true,
        trustedProviders: ["orcid"],
      },
    },
    databaseHooks: {
      user: {
        create: {
          before: (user) => {
            if (!user.emailVerified)
              throw new APIError("FORBIDDEN", {
                code: "email_not_verified",
                message: "The address is not verified there.",
              });
            return Promise.resolve({ data: { ...user, name: borrowedName(user.name), image: null } });
          },
        },
      },
      session: {
        create: {
          // Whoever signs in leaves the session that the browser had before.
          before: async (_, ctx) => {
            if (!ctx?.headers?.has("cookie")) return;
            const old = await ctx.getSignedCookie(ctx.context.authCookies.sessionToken.name, secret);
            if (old) await ctx.context.internalAdapter.deleteSession(old);
          },
        },
      },
      account: {
        // Of ORCID's the database gives the iD to the member, in the same statement.
        create: { before: (made) => Promise.resolve({ data: { ...made, ...NO_TOKENS } }) },
        update: { before: (changed) => Promise.resolve({ data: { ...changed, ...NO_TOKENS } }) },
      },
    },
    plugins: [genericOAuth({ config: providers.map(({ config }) => config) }), members()],
  });
}

/** The site wants nothing of other sites but who somebody is. */
const NO_TOKENS = {
  accessToken: null,
  refreshToken: null,
  idToken: null,
  accessTokenExpiresAt: null,
  refreshTokenExpiresAt: null,
};

/** A session for a member who has proved to be it. It has no path: only our own code reaches it. */
function members() {
  return {
    id: "members",
    endpoints: {
      signInMember: createAuthEndpoint(
        { method: "POST", body: z.object({ memberId: z.string() }), requireHeaders: true },
        async (ctx) => {
          const user = await ctx.context.internalAdapter.findUserById(ctx.body.memberId);
          if (!user) throw new APIError("NOT_FOUND", { message: "There is no such member." });
          const made = await ctx.context.internalAdapter.createSession(user.id);
          await setSessionCookie(ctx, { session: made, user });
          return ctx.json({ memberId: user.id });
        },
      ),
    },
  } as const;
}
