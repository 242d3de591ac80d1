/** @file What the search index needs of a paper. */

export interface SearchDocument {
  /** The paper's key in the database: small numbers in the index, ids outside. */
  key: number;
  id: string;
  title: string;
  abstract: string;
  authors: string[];
  categories: string[];
  /** The day of its announcement or submission. */
  day: string | undefined;
}
