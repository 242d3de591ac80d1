/** @file What tests of accounts share: a browser's cookies, members, and the mail that would be sent. */
import { desc, sql } from "drizzle-orm";
import type { Db } from "../database/open.ts";
import { mail } from "../database/schema.ts";
import { newMember } from "../testing/members.ts";
import type { Member, Role } from "./member.ts";

export const HTTPS = "https://papers.example.org";

/** A browser as far as cookies go. */
export class Jar {
  readonly cookies = new Map<string, string>();

  take(lines: readonly string[]): void {
    for (const line of lines) {
      const [pair, ...attributes] = line.split("; ");
      const [name, ...value] = pair.split("=");
      if (attributes.some((one) => /^max-age=0$/i.test(one))) this.cookies.delete(name);
      else this.cookies.set(name, value.join("="));
    }
  }

  headers(more: Record<string, string> = {}): Headers {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    return new Headers({ ...(cookie !== "" && { cookie }), ...more });
  }
}

/** A member whose address is verified. */
export const namedMember = (db: Db, name: string, role: Role = "member"): Promise<Member> =>
  newMember(db, name.toLowerCase(), { name, role, emailVerified: true });

export interface Sent {
  to: string;
  subject: string;
  text: string;
}

/** What waits in the outbox, the newest first. */
export async function outbox(db: Db): Promise<Sent[]> {
  return db
    .select({ to: mail.recipient, subject: mail.subject, text: sql<string>`coalesce(${mail.text}, '')` })
    .from(mail)
    .orderBy(desc(mail.created));
}

/** The token in the newest mail to somebody. */
export async function tokenTo(db: Db, to: string): Promise<string> {
  const sent = (await outbox(db)).find((one) => one.to === to);
  return new URL(/https?:\S+/.exec(sent!.text)![0]).searchParams.get("token")!;
}
