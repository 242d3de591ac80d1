/** @file A person with an account. */
import { eq } from "drizzle-orm";
import type { Executor } from "../database/open.ts";
import { member } from "../database/schema.ts";

export type Role = "member" | "editor";

export interface Member {
  id: string;
  /** What others see. */
  name: string;
  /** For the member and the site alone. */
  email: string;
  role: Role;
  /** The ORCID iD, known from signing in there. */
  orcid?: string;
  created: Date;
  /** Since when an editor has kept them from writing. */
  suspended?: Date;
}

/** A row of the table as the rest of the site knows it. */
export function memberOf(row: Omit<typeof member.$inferSelect, "updatedAt" | "image">): Member {
  const { id, name, email, role, orcid, createdAt: created, suspended } = row;
  return {
    id,
    name,
    email,
    role,
    created,
    ...(orcid === null ? {} : { orcid }),
    ...(suspended === null ? {} : { suspended }),
  };
}

export async function readMember(db: Executor, id: string): Promise<Member | undefined> {
  const [row] = await db.select().from(member).where(eq(member.id, id));
  return row && memberOf(row);
}
