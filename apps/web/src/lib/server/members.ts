/** @file Signing browsers in and out: cookies as accounts write them, and who is asking. */
import { pathHere, signInPath } from "#lib/server/path.ts";
import { daily } from "#lib/server/daily.ts";
import { SITE } from "#lib/server/site.ts";
import { settings } from "#lib/server/work.ts";
import {
  Refused,
  SignInNeeded,
  type Asking,
  type Member,
  type RelyingParty,
  type Session,
} from "@working-papers/daily";
import { redirect, type RequestEvent } from "@sveltejs/kit";

export const asking = ({ request, url }: Pick<RequestEvent, "request" | "url">): Asking => ({
  headers: request.headers,
  origin: url.origin,
});

/** Puts `Set-Cookie` lines into the answer. */
export function keepCookies({ cookies }: Pick<RequestEvent, "cookies">, lines: readonly string[]): void {
  for (const line of lines) {
    const [pair, ...attributes] = line.split(/; */);
    const at = pair.indexOf("=");
    const said = new Map(
      attributes.map((one) => {
        const [name, value = ""] = one.split("=");
        return [name.toLowerCase(), value];
      }),
    );
    cookies.set(pair.slice(0, at), pair.slice(at + 1), {
      path: said.get("path") ?? "/",
      httpOnly: said.has("httponly"),
      secure: said.has("secure"),
      sameSite: "lax",
      maxAge: said.has("max-age") ? Number(said.get("max-age")) : undefined,
      // They are encoded already.
      encode: (value) => value,
    });
  }
}

/** Signs a browser in and leads it on. */
export async function enterAndGo(event: RequestEvent, memberId: string, to: string): Promise<never> {
  keepCookies(event, await daily().accounts.enter(memberId, asking(event)));
  redirect(303, pathHere(to, event.url));
}

/** Who is signed in; a reader who is not goes to sign in, and comes back. For pages that are of no use to visitors. */
export function memberOnly({ locals, url }: Pick<RequestEvent, "locals" | "url">): {
  member: Member;
  session: Session;
} {
  const { member, session } = locals;
  if (!member || !session) redirect(303, signInPath(url));
  return { member, session };
}

/** The same for scripts of our pages, which are told. @throws SignInNeeded when nobody is signed in */
export function signedIn({ member, session }: App.Locals): { member: Member; session: Session } {
  if (!member || !session) throw new SignInNeeded();
  return { member, session };
}

/**
 * The address that links in mails begin with. `Host` is whatever somebody sends: a link to it could carry a token to their own server.
 *
 * @throws Refused when the host has set none and the site is not on the reader's own machine
 */
export function originForMail(url: URL): string {
  if (settings.ORIGIN !== undefined) return new URL(settings.ORIGIN).origin;
  if (["localhost", "127.0.0.1", "[::1]"].includes(url.hostname)) return url.origin;
  throw new Refused(503, "This site cannot send links yet: its host has to set ORIGIN to its address.");
}

export const relyingParty = (url: URL): RelyingParty => ({ origin: url.origin, name: SITE });
