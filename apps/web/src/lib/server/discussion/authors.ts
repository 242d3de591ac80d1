/** @file Verified authors of a paper, and where somebody says that they are one. */
import { authorsOf } from "@working-papers/daily";
import { daily } from "../daily.ts";

export interface AuthorsHere {
  authors: { name: string; as: string; orcid: string | undefined }[];
  href: string;
}

export async function authorsHere(paperId: string): Promise<AuthorsHere> {
  const authors = await authorsOf(daily().database.db, paperId);
  return {
    authors: authors.map(({ memberName, name, orcid, basis }) => ({
      name: memberName,
      as: name,
      orcid: basis === "orcid" ? (orcid ?? undefined) : undefined,
    })),
    href: `/authorship?${new URLSearchParams({ paper: paperId })}`,
  };
}
