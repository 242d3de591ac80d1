/** @file The members of a site, for its editors. */
import { desc, sql } from "drizzle-orm";
import type { Executor } from "../database/open.ts";
import { member } from "../database/schema.ts";
import { memberOf, type Member } from "./member.ts";
import { demand } from "./permissions.ts";

/** Members whose name or address has a text in it, editors first, then the newest. */
export async function findMembers(
  db: Executor,
  actor: Member | undefined,
  text: string,
  most: number,
): Promise<Member[]> {
  demand(actor, "admin.see");
  const wanted = text.trim().toLowerCase();
  const rows = await db
    .select()
    .from(member)
    .where(
      wanted === ""
        ? undefined
        : sql`position(${wanted} in lower(${member.name})) > 0 or position(${wanted} in ${member.email}) > 0`,
    )
    .orderBy(sql`${member.role} = 'editor' desc`, desc(member.createdAt), member.id)
    .limit(most);
  return rows.map(memberOf);
}
