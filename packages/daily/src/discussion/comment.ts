/**
 * @file What somebody says about a paper or about one of its claims.
 *
 * A comment that its writer deletes goes away; when somebody has answered it, an empty one stays in its place. One that an editor hides keeps its text, for
 * the editors and its writer. A reply of a verified author to a verdict is a comment too: it says which verdict it replies to.
 */
import type { VerdictName } from "@working-papers/lab";
import { Refused } from "../accounts/index.ts";
import { cleanMarkdown } from "../papers/clean.ts";
import type { Attached } from "./attached.ts";

export interface Writer {
  id: string;
  name: string;
  /** A verified author of the paper. */
  isAuthor: boolean;
}

export interface Comment {
  id: string;
  paperId: string;
  /** Null for the paper as a whole. */
  claim: string | null;
  /** The comment that it answers. */
  parent: string | null;
  /** Null when whoever wrote it has left the site. */
  by: Writer | null;
  /** Markdown; empty when it is deleted, or hidden from who reads. */
  text: string;
  /** The verdict that an author replies to, as it was then. */
  verdict: VerdictName | null;
  created: Date;
  edited: Date | null;
  version: number;
  deleted: Date | null;
  hidden: { at: Date; reason: string } | null;
  runs: Attached[];
}

/** Characters of a comment. */
export const LONGEST = 10_000;

/**
 * A text as it is stored: line breaks as they are, nothing invisible.
 *
 * @throws Refused when nothing is left, or it is too long
 */
export function checkedText(text: string, what = "comment", longest = LONGEST): string {
  const clean = cleanMarkdown(text);
  if (clean === "") throw new Refused(400, `The ${what} is empty: write something first.`, "text");
  if (clean.length > longest)
    throw new Refused(
      400,
      `The ${what} has ${clean.length} characters, and may have ${longest}: say it in fewer words.`,
      "text",
    );
  return clean;
}

/** Somewhere where texts are written to be read: addresses in mails begin with it. */
export interface Site {
  origin: string;
  name: string;
}
