/** @file A paper as lists show it, and the columns that it takes. */
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
};
