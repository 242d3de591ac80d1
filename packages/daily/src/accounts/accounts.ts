/** @file Who comes with a request, and how somebody's browser is signed in and out. */
import type { Db } from "../database/open.ts";
import type { Log } from "../hosting/log.ts";
import type { Auth } from "./auth.ts";
import { AUTH_PATH, sessionCookie } from "./cookie.ts";
import { memberOf, type Member } from "./member.ts";
import { type Provider, type ProviderId } from "./providers.ts";
import { Refused } from "./refused.ts";
import { siteSecret } from "./secret.ts";

/** A browser in which somebody is signed in. */
export interface Session {
  id: string;
  /** When it was signed in. */
  since: Date;
}

export interface Visit {
  member: Member;
  session: Session;
  /** `Set-Cookie` lines for the answer, when the session goes on. */
  cookies: readonly string[];
}

/** What of a request decides who comes. */
export interface Asking {
  headers: Headers;
  /** The address that the reader's browser shows. */
  origin: string;
}

export interface Accounts {
  readonly providers: readonly Provider[];
  /** Who is signed in; asks the database only when there is a session's cookie. */
  visit(asking: Asking): Promise<Visit | undefined>;
  /** Begins a session for a member who has proved to be it; one that the browser had ends. @returns `Set-Cookie` lines */
  enter(memberId: string, asking: Asking): Promise<string[]>;
  /** Ends the session of the browser. @returns `Set-Cookie` lines */
  signOut(asking: Asking): Promise<string[]>;
  /** Begins signing in through another site, or connecting it to the account that is signed in. */
  startProvider(id: ProviderId, asking: Asking, to: string, connect: boolean): Promise<ProviderStart>;
  /** Answers another site's redirect back to here. */
  callback(request: Request, origin: string): Promise<Response>;
}

export interface ProviderStart {
  /** Where the browser goes. */
  location: string;
  cookies: string[];
}

export interface AccountsOptions {
  db: Db;
  /** Signs cookies; by default a key that the site makes for itself. */
  secret?: string;
  providers: readonly Provider[];
  log?: Log;
}

/** Addresses under which one process is asked; somebody who makes up others gets no memory. */
const ORIGINS = 8;

export async function openAccounts(options: AccountsOptions): Promise<Accounts> {
  const { db, providers, log } = options;
  const secret = options.secret ?? (await siteSecret(db, "sessions"));
  // Loaded by those who open accounts: most commands do not.
  const { openAuth } = await import("./auth.ts");
  const auths = new Map<string, Auth>();
  function authOf(origin: string): Auth {
    let auth = auths.get(origin);
    if (!auth) {
      if (auths.size >= ORIGINS) auths.delete(auths.keys().next().value!);
      auths.set(origin, (auth = openAuth({ db, secret, origin, providers, log })));
    }
    return auth;
  }
  return {
    providers,
    async visit({ headers, origin }) {
      if (!hasCookie(headers, sessionCookie(origin))) return undefined;
      const { headers: answered, response } = await authOf(origin)
        .api.getSession({ headers, returnHeaders: true })
        .catch(unlessEnded);
      if (!response) return undefined;
      const { user, session } = response;
      const { role, orcid = null, suspended = null } = user;
      return {
        member: memberOf({
          ...user,
          role: role === "editor" ? "editor" : "member",
          orcid: orcid ?? null,
          suspended: suspended ?? null,
        }),
        session: { id: session.id, since: session.createdAt },
        cookies: answered.getSetCookie(),
      };
    },
    async enter(memberId, { headers, origin }) {
      const answer = await authOf(origin).api.signInMember({
        body: { memberId },
        headers,
        returnHeaders: true,
      });
      return answer.headers.getSetCookie();
    },
    async signOut({ headers, origin }) {
      const answer = await authOf(origin).api.signOut({ headers, returnHeaders: true });
      return answer.headers.getSetCookie();
    },
    async startProvider(id, { headers, origin }, to, connect) {
      if (!providers.some((provider) => provider.id === id))
        throw new Refused(404, "This site has not set up signing in there.");
      const { api } = authOf(origin);
      const page = connect ? "/account" : "/sign-in";
      const body = {
        provider: id,
        callbackURL: `${origin}${to}`,
        newUserCallbackURL: `${origin}/account`,
        errorCallbackURL: `${origin}${page}`,
        disableRedirect: true,
      };
      const { response, headers: answered } = connect
        ? await api.linkSocialAccount({ body, headers, returnHeaders: true })
        : await api.signInSocial({ body, headers, returnHeaders: true });
      if (!response.url) throw new Error(`There is no address to begin with at ${id}.`);
      return { location: response.url, cookies: answered.getSetCookie() };
    },
    async callback(request, origin) {
      const path = new URL(request.url).pathname;
      if (request.method !== "GET" || !providers.some(({ id }) => path === `${AUTH_PATH}/callback/${id}`))
        return new Response(null, { status: 404 });
      return authOf(origin).handler(request);
    },
  };
}

/** A session that is ended while it is looked up is none. */
function unlessEnded(error: unknown): { headers: Headers; response: null } {
  if ((error as { statusCode?: unknown }).statusCode !== 401) throw error;
  return { headers: new Headers(), response: null };
}

function hasCookie(headers: Headers, name: string): boolean {
  return (headers.get("cookie") ?? "").split(/; */).some((one) => one.startsWith(`${name}=`));
}
