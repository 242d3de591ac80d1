/** @file What must hold of a paper, whatever its rank: phrases, authors, categories, days, and what is forbidden. */
import { partOf, type Corpus, type Part } from "./corpus.ts";
import type { Query } from "./query.ts";
import { hasFilters } from "./query.ts";
import { AUTHOR, GAP, NO_DAY } from "./segment.ts";

/** 1 for every number that the query lets through. Stale numbers never are. */
export function allowed(corpus: Corpus, query: Query): Uint8Array {
  const mask = new Uint8Array(corpus.size);
  for (let i = 0; i < mask.length; i++) mask[i] = 1 - corpus.stale[i];
  if (!hasFilters(query)) return mask;
  const must = (holding: Uint8Array): void => {
    for (let i = 0; i < mask.length; i++) mask[i] &= holding[i];
  };
  const mustNot = (holding: Uint8Array): void => {
    for (let i = 0; i < mask.length; i++) mask[i] &= 1 - holding[i];
  };
  for (const category of query.categories) must(inCategory(corpus, category));
  if (query.after !== undefined || query.before !== undefined)
    must(withinDays(corpus, query.after, query.before));
  for (const phrase of query.phrases) must(withPhrase(corpus, phrase));
  for (const author of query.authors) must(byAuthor(corpus, author));
  for (const term of query.not.terms) mustNot(withPhrase(corpus, [term]));
  for (const phrase of query.not.phrases) mustNot(withPhrase(corpus, phrase));
  for (const author of query.not.authors) mustNot(byAuthor(corpus, author));
  for (const category of query.not.categories) mustNot(inCategory(corpus, category));
  return mask;
}

/** `cs.CL`, or a whole archive: `cs`, `cs.*`. Case does not matter. */
function inCategory(corpus: Corpus, category: string): Uint8Array {
  const wanted = category.toLowerCase().replace(/\.\*$/, "");
  const mask = new Uint8Array(corpus.size);
  for (const { segment, offset } of corpus.parts) {
    const fits = segment.categoryNames.map((name) => {
      const lower = name.toLowerCase();
      return lower === wanted || lower.startsWith(`${wanted}.`);
    });
    for (let i = 0; i < segment.keys.length; i++)
      for (let at = segment.categoryStarts[i]; at < segment.categoryStarts[i + 1]; at++)
        if (fits[segment.categories[at]]) mask[offset + i] = 1;
  }
  return mask;
}

function withinDays(corpus: Corpus, after: string | undefined, before: string | undefined): Uint8Array {
  const first = after === undefined ? NO_DAY + 1 : dayNumber(after);
  const last = before === undefined ? Number.POSITIVE_INFINITY : dayNumber(before);
  const mask = new Uint8Array(corpus.size);
  for (const { segment, offset } of corpus.parts)
    segment.days.forEach((day, i) => (mask[offset + i] = Number(day >= first && day <= last)));
  return mask;
}

/** Days since 1970. */
function dayNumber(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / 86_400_000;
}

function withPhrase(corpus: Corpus, phrase: string[]): Uint8Array {
  const mask = new Uint8Array(corpus.size);
  for (const part of corpus.parts) {
    const terms = phrase.map((term) => part.terms.get(term) ?? -1);
    if (terms.includes(-1)) continue;
    eachWithRarest(part, terms, (document, from, to) => {
      if (holds(part.segment.stream, terms, from, to)) mask[part.offset + document] = 1;
    });
  }
  return mask;
}

/** Whether the terms stand side by side. Plain loops: this runs over millions of places. */
function holds(stream: Uint32Array, terms: number[], from: number, to: number): boolean {
  const first = terms[0];
  const last = to - terms.length;
  for (let at = from; at <= last; at++) {
    if (stream[at] !== first) continue;
    let i = 1;
    while (i < terms.length && stream[at + i] === terms[i]) i++;
    if (i === terms.length) return true;
  }
  return false;
}

/** All parts of the name in one author's name, in any order; a single letter is an initial. */
function byAuthor(corpus: Corpus, name: string[]): Uint8Array {
  const mask = new Uint8Array(corpus.size);
  for (const part of corpus.parts) {
    const { stream, terms } = part.segment;
    const whole = name.filter((word) => word.length > 1);
    const initials = name.filter((word) => word.length === 1);
    const wanted = (whole.length > 0 ? whole : name).map((word) => part.terms.get(AUTHOR + word) ?? -1);
    if (wanted.includes(-1)) continue;
    const isOne = (from: number, to: number): boolean => {
      const one = stream.subarray(from, to);
      return (
        wanted.every((term) => one.includes(term)) &&
        initials.every((letter) => one.some((term) => terms[term].startsWith(AUTHOR + letter)))
      );
    };
    eachWithRarest(part, wanted, (document, from, to) => {
      for (let at = from; at < to;) {
        let end = stream.indexOf(GAP, at);
        if (end < 0 || end > to) end = to;
        if (isOne(at, end)) {
          mask[part.offset + document] = 1;
          return;
        }
        at = end + 1;
      }
    });
  }
  return mask;
}

/** Visits the documents that have the rarest of the terms, with the place of their streams. */
function eachWithRarest(
  part: Part,
  terms: number[],
  visit: (document: number, from: number, to: number) => void,
): void {
  const { starts, documents, streamStarts } = part.segment;
  const count = (term: number): number => starts[term + 1] - starts[term];
  const rarest = terms.reduce((least, term) => (count(term) < count(least) ? term : least));
  for (let posting = starts[rarest]; posting < starts[rarest + 1]; posting++) {
    const document = documents[posting];
    visit(document, streamStarts[document], streamStarts[document + 1]);
  }
}

/** Names of the categories of a paper, for counting. */
export function categoriesOf(corpus: Corpus, number: number): string[] {
  const { segment, offset } = partOf(corpus, number);
  const i = number - offset;
  return [...segment.categories.subarray(segment.categoryStarts[i], segment.categoryStarts[i + 1])].map(
    (category) => segment.categoryNames[category],
  );
}
