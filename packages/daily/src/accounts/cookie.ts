/** @file The names under which a browser holds what signs it in. */

/** Where better-auth's routes are. */
export const AUTH_PATH = "/auth";

/** Cookies of this name hold a session; over TLS no other host and no plain page can have set one. */
export function sessionCookie(origin: string): string {
  return `${origin.startsWith("https:") ? "__Host-" : ""}session`;
}
