/** @file The migrations in order. One is added at the end and never changed afterwards. */
import { papers } from "./0001-papers.ts";
import { revision } from "./0002-revision.ts";
import { runs } from "./0003-runs.ts";
import { accounts } from "./0004-accounts.ts";
import { mail } from "./0005-mail.ts";
import { votes } from "./0006-votes.ts";
import { discussion } from "./0007-discussion.ts";
import { trendingOfPaper } from "./0008-trending-of-paper.ts";
import { orcid } from "./0009-orcid.ts";
import { unlisted } from "./0010-unlisted.ts";
import { orcidOfMembers } from "./0011-orcid-of-members.ts";
import { lostRuns } from "./0012-lost-runs.ts";

export interface Migration {
  /** Its number and its name, as recorded in the database. */
  version: number;
  name: string;
  sql: string;
}

export const migrations: readonly Migration[] = [
  { version: 1, name: "papers", sql: papers },
  { version: 2, name: "revision", sql: revision },
  { version: 3, name: "runs", sql: runs },
  { version: 4, name: "accounts", sql: accounts },
  { version: 5, name: "mail", sql: mail },
  { version: 6, name: "votes", sql: votes },
  { version: 7, name: "discussion", sql: discussion },
  { version: 8, name: "trending of a paper", sql: trendingOfPaper },
  { version: 9, name: "orcid", sql: orcid },
  { version: 10, name: "unlisted", sql: unlisted },
  { version: 11, name: "orcid of members", sql: orcidOfMembers },
  { version: 12, name: "lost runs", sql: lostRuns },
];
