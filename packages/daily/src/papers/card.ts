/** @file A paper as lists show it, and the columns that it takes. */
import { sql } from "drizzle-orm";
import { paper } from "../database/schema.ts";
import type { Author } from "./record.ts";

export interface Card {
  key: number;
  id: string;
  version: number;
  title: string;
  abstract: string;
  authors: Author[];
  /** The primary category first. */
  categories: string[];
  comment: string | null;
  journalRef: string | null;
  doi: string | null;
  licence: string | null;
  submitted: Date | null;
  updated: Date | null;
  /** The day of its first announcement. */
  announced: string | null;
  withdrawn: boolean;
  /** Comments that everybody may read. */
  comments: number;
  /** Votes that stand, whether or not they count for trending. */
  votes: number;
  /** Who submitted it here: an empty name for who has left, null when nobody did. */
  submittedBy: string | null;
  /** Why an editor picked it. */
  pick: Pick | null;
}

export interface Pick {
  why: string;
  /** Null for who has left. */
  by: string | null;
}

export const cardColumns = {
  key: paper.key,
  id: paper.id,
  version: paper.version,
  title: paper.title,
  abstract: paper.abstract,
  authors: paper.authors,
  categories: paper.categories,
  comment: paper.comment,
  journalRef: paper.journalRef,
  doi: paper.doi,
  licence: paper.licence,
  submitted: paper.submitted,
  updated: paper.updated,
  announced: paper.announced,
  withdrawn: paper.withdrawn,
  // Names written out: Drizzle leaves the table's away where a statement has one table, and the inner one would be meant.
  comments: sql<number>`(select count(*)::int from comment where comment.paper_id = paper.id and comment.deleted is null and comment.hidden is null)`,
  votes: sql<number>`(select count(*)::int from vote join member on member.id = vote.member_id where vote.paper_id = paper.id and vote.removal_id is null and member.suspended is null)`,
  submittedBy: sql<
    string | null
  >`(select coalesce(member.name, '') from submission left join member on member.id = submission.member_id where submission.paper_id = paper.id and submission.state = 'in')`,
  pick: sql<Pick | null>`(select json_build_object('why', pick.why, 'by', member.name) from pick left join member on member.id = pick.member_id where pick.paper_id = paper.id)`,
};
