/** @file Who asks for a run: a member, or a visitor known by a random name in a cookie; and from where, hashed, for limits. */
import type { Asker } from "@working-papers/daily";
import type { RequestEvent } from "@sveltejs/kit";
import { createHash, randomBytes } from "node:crypto";

const COOKIE = "visitor";
const YEAR_SECONDS = 31_536_000;
type Visit = Pick<RequestEvent, "cookies" | "locals" | "url">;

/** The owner of runs that this reader asked for; undefined when he has never asked for one. */
export function ownerOf({ cookies, locals }: Pick<Visit, "cookies" | "locals">): string | undefined {
  if (locals.member !== undefined) return `member:${locals.member.id}`;
  const name = cookies.get(COOKIE);
  return name !== undefined && /^[0-9a-f]{32}$/.test(name) ? `visitor:${name}` : undefined;
}

/** The same for who asks now: a new visitor gets a name. */
export function askerOf(visit: Visit): Asker {
  let owner = ownerOf(visit);
  if (owner === undefined) {
    const name = randomBytes(16).toString("hex");
    visit.cookies.set(COOKIE, name, {
      path: "/",
      httpOnly: true,
      sameSite: "lax",
      secure: visit.url.protocol === "https:",
      maxAge: YEAR_SECONDS,
    });
    owner = `visitor:${name}`;
  }
  const origin = createHash("sha256").update(visit.locals.network).digest("hex").slice(0, 32);
  return { owner, origin };
}
