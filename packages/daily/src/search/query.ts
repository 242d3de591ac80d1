/**
 * @file The language of the search box.
 *
 *     attention "integer only" -survey author:lecun category:cs.CL after:2026-01 before:2026-06-15
 *
 * Words rank; a phrase in quotes, an author, a category and days must hold; a minus before any of them forbids it. Nothing is an error: what cannot
 * be read so is taken as words, and `notes` says it in a sentence.
 */
import { isDay, parsePeriod } from "../lists/period.ts";
import { parseArxivId } from "../papers/arxiv-id.ts";
import { cleanLine } from "../papers/clean.ts";
import { isStopWord, words } from "./tokens.ts";

export interface Query {
  /** The words that rank, as terms, stop words left out unless there is nothing else; in order, repetitions included. */
  terms: string[];
  phrases: string[][];
  authors: string[][];
  categories: string[];
  /** Days, both included. */
  after: string | undefined;
  before: string | undefined;
  not: { terms: string[]; phrases: string[][]; authors: string[][]; categories: string[] };
  /** The query is an arXiv identifier. */
  id: string | undefined;
  /** The words as written, for an embedder. */
  text: string;
  /** What was read otherwise than written. */
  notes: string[];
}

/** Longer queries are cut: a whole abstract still fits. */
export const MAX_QUERY = 4_000;
const MAX_TERMS = 400;

const PART =
  /(?<minus>-)?(?:(?<field>author|au|category|cat|after|since|before|until):)?(?:"(?<phrase>[^"]*)(?<close>"|$)|(?<word>[^\s"]+))/giy;

/** Reads a query. Never throws. */
export function parseQuery(input: string): Query {
  const notes: string[] = [];
  const line = cleanLine(input.slice(0, MAX_QUERY * 2)).replace(/[“”„«»]/g, '"');
  const text = line.slice(0, MAX_QUERY);
  if (line.length > MAX_QUERY || input.length > MAX_QUERY * 2)
    notes.push(`Only the first ${MAX_QUERY.toLocaleString("en")} characters were read.`);
  const query: Query = {
    terms: [],
    phrases: [],
    authors: [],
    categories: [],
    after: undefined,
    before: undefined,
    not: { terms: [], phrases: [], authors: [], categories: [] },
    id: parseArxivId(text)?.id,
    text: "",
    notes,
  };
  const ranking: string[] = [];
  const written: string[] = [];
  PART.lastIndex = 0;
  while (PART.lastIndex < text.length) {
    const at = PART.lastIndex;
    const match = PART.exec(text);
    if (!match) {
      PART.lastIndex = at + 1;
      continue;
    }
    const { minus, field, phrase, close, word } = match.groups!;
    if (phrase !== undefined && close === "" && phrase.trim() !== "")
      notes.push(`A closing quote is missing: «${phrase.trim().slice(0, 60)}» was read as a phrase.`);
    const value = phrase ?? word;
    // A minus needs a beginning to stand at: in «state-of-the-art» it is a hyphen.
    const forbids = minus !== undefined && words(value).length > 0;
    const left = forbids ? query.not : query;
    if (field !== undefined && readField(query, left, forbids, field.toLowerCase(), value)) continue;
    const terms = words(field === undefined ? value : `${field} ${value}`);
    if (terms.length === 0) continue;
    if (phrase !== undefined && terms.length > 1) left.phrases.push(terms);
    else if (forbids && terms.length > 1) query.not.phrases.push(terms);
    else if (forbids) query.not.terms.push(...terms);
    if (forbids) continue;
    ranking.push(...terms);
    written.push(value);
  }
  const meaningful = ranking.filter((term) => !isStopWord(term));
  query.terms = (meaningful.length > 0 ? meaningful : ranking).slice(0, MAX_TERMS);
  query.text = written.join(" ");
  return query;
}

/** @returns false when the value does not fit the field: then it is words */
function readField(
  query: Query,
  left: Pick<Query, "authors" | "categories">,
  forbids: boolean,
  field: string,
  value: string,
): boolean {
  if (field === "author" || field === "au") {
    // lecun_yann and Y.LeCun are names too.
    const name = words(value.replaceAll("_", " "));
    if (name.length === 0) return false;
    left.authors.push(name);
    return true;
  }
  if (field === "category" || field === "cat") {
    if (!/^[A-Za-z][A-Za-z0-9.*-]{1,39}$/.test(value)) return false;
    left.categories.push(value);
    return true;
  }
  const days = readDays(value);
  if (!days || forbids) {
    query.notes.push(
      days
        ? "A minus before a day means nothing; after: and before: are enough."
        : `«${value.slice(0, 40)}» is not a day, a month or a year, and was read as words.`,
    );
    return days !== undefined;
  }
  if (field === "after" || field === "since") query.after = days.first;
  else query.before = days.last;
  return true;
}

/** A year, a month, a week or a day. */
function readDays(value: string): { first: string; last: string } | undefined {
  if (/^\d{4}$/.test(value) && isDay(`${value}-01-01`))
    return { first: `${value}-01-01`, last: `${value}-12-31` };
  try {
    return parsePeriod(value);
  } catch {
    return undefined;
  }
}

/** Whether anything was asked at all. */
export function isEmpty(query: Query): boolean {
  return query.terms.length === 0 && !hasFilters(query);
}

export function hasFilters(query: Query): boolean {
  const { phrases, authors, categories, after, before, not } = query;
  return (
    phrases.length + authors.length + categories.length > 0 ||
    after !== undefined ||
    before !== undefined ||
    not.terms.length + not.phrases.length + not.authors.length + not.categories.length > 0
  );
}
