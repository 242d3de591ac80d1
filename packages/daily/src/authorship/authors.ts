/** @file Who has been verified as an author of which paper. */
import { sql, type SQL } from "drizzle-orm";
import type { Executor } from "../database/open.ts";
import { authorship, member } from "../database/schema.ts";

export async function isAuthorOf(db: Executor, memberId: string, paperId: string): Promise<boolean> {
  const rows = await db
    .select({ id: authorship.id })
    .from(authorship)
    .where(
      sql`${authorship.memberId} = ${memberId} and ${authorship.paperId} = ${paperId} and ${authorship.state} = 'granted'`,
    );
  return rows.length > 0;
}

/** The same as a condition within a query, for columns written out. */
export function isGranted(memberId: SQL, paperId: SQL): SQL<boolean> {
  return sql<boolean>`exists (select from authorship where authorship.member_id = ${memberId} and authorship.paper_id = ${paperId} and authorship.state = 'granted')`;
}

export interface VerifiedAuthor {
  memberId: string;
  /** Of the member. */
  memberName: string;
  /** The author of the record that they are. */
  name: string;
  orcid: string | null;
  basis: "orcid" | "editor";
}

export async function authorsOf(db: Executor, paperId: string): Promise<VerifiedAuthor[]> {
  const rows = await db
    .select({
      memberId: authorship.memberId,
      memberName: member.name,
      name: authorship.name,
      orcid: authorship.orcid,
      basis: authorship.basis,
    })
    .from(authorship)
    .innerJoin(member, sql`${member.id} = ${authorship.memberId}`)
    .where(sql`${authorship.paperId} = ${paperId} and ${authorship.state} = 'granted'`)
    .orderBy(authorship.decided);
  return rows.map((row) => ({ ...row, basis: row.basis ?? "editor" }));
}
