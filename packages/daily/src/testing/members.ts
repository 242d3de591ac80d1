/** @file Members for tests. */
import type { Db } from "../database/open.ts";
import { member } from "../database/schema.ts";
import { memberOf, type Member } from "../accounts/member.ts";

/** Stores a member, whose account is a year old unless said otherwise. */
export async function newMember(
  db: Db,
  id: string,
  more: Partial<Omit<typeof member.$inferInsert, "id">> = {},
): Promise<Member> {
  const [row] = await db
    .insert(member)
    .values({
      id,
      name: id,
      email: `${id}@example.org`,
      createdAt: new Date(Date.now() - 365 * 86_400_000),
      ...more,
    })
    .returning();
  return memberOf(row);
}
