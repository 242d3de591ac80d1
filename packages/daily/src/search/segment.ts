/**
 * @file A segment: an unchangeable inverted index over some papers, flat arrays only, so that it is stored and loaded as it is.
 *
 * A paper's text is also kept as a stream of terms (title, abstract, each author, with gaps between), for phrases and for nearness of words.
 */
import type { SearchDocument } from "./document.ts";
import { words } from "./tokens.ts";

/** How a word in a field counts, and how strongly long texts are evened out (BM25F). Standard values, not fitted to any collection. */
export const WEIGHTS = { title: 2, abstract: 1, author: 1, b: 0.75, k1: 1.2 };

/** In a stream: no term; no phrase reaches across it. */
export const GAP = 0xffff_ffff;
/** Terms of authors begin so: a word of a name is not a word of a text. */
export const AUTHOR = "@";
/** The term frequency part of BM25 lies between 0 and k1 + 1 and is kept in 16 bits. */
const IMPACT_UNIT = (WEIGHTS.k1 + 1) / 0xffff;

/** Mean lengths by which texts are evened out. A later segment takes those of the first, so that scores can be compared. */
export interface Lengths {
  title: number;
  abstract: number;
}

export interface Segment {
  lengths: Lengths;
  /** By document: the paper's key, its id, its day (days since 1970, or NO_DAY). */
  keys: Int32Array;
  ids: string[];
  days: Int32Array;
  /** Categories of document i: `categories[categoryStarts[i] … categoryStarts[i + 1])`, numbers into `categoryNames`. */
  categoryNames: string[];
  categoryStarts: Uint32Array;
  categories: Uint16Array;
  /** Terms, and by term the documents with it: `documents[starts[t] … starts[t + 1])`, with their impacts. */
  terms: string[];
  starts: Uint32Array;
  documents: Uint32Array;
  impacts: Uint16Array;
  /** Terms of document i in order: `stream[streamStarts[i] … streamStarts[i + 1])`. */
  streamStarts: Uint32Array;
  stream: Uint32Array;
}

export const NO_DAY = -0x8000_0000;

/** The part of a BM25 score that a word's frequency in a paper makes, before the word's weight. */
export function impactOf(segment: Segment, posting: number): number {
  return segment.impacts[posting] * IMPACT_UNIT;
}

/** Indexes papers. `lengths` are taken from them when none are given. */
export function buildSegment(papers: readonly SearchDocument[], lengths?: Lengths): Segment {
  const numbers = new Map<string, number>();
  const number = (term: string): number => {
    let found = numbers.get(term);
    if (found === undefined) numbers.set(term, (found = numbers.size));
    return found;
  };
  const categoryNumbers = new Map<string, number>();
  const streams: Uint32Array[] = [];
  const fields: { title: number; abstract: number }[] = [];
  const categoryStarts = new Uint32Array(papers.length + 1);
  const categories: number[] = [];
  papers.forEach((paper, i) => {
    const title = words(paper.title).map(number);
    const abstract = words(paper.abstract).map(number);
    const authors = paper.authors.flatMap((name) => [
      GAP,
      ...words(name).map((word) => number(AUTHOR + word)),
    ]);
    fields.push({ title: title.length, abstract: abstract.length });
    streams.push(Uint32Array.from([...title, GAP, ...abstract, ...authors]));
    for (const name of paper.categories) {
      if (!categoryNumbers.has(name)) categoryNumbers.set(name, categoryNumbers.size);
      categories.push(categoryNumbers.get(name)!);
    }
    categoryStarts[i + 1] = categories.length;
  });
  const mean = (of: (field: { title: number; abstract: number }) => number): number =>
    Math.max(1, fields.reduce((sum, field) => sum + of(field), 0) / Math.max(1, fields.length));
  const used = lengths ?? { title: mean(({ title }) => title), abstract: mean(({ abstract }) => abstract) };
  const streamStarts = new Uint32Array(papers.length + 1);
  streams.forEach((stream, i) => (streamStarts[i + 1] = streamStarts[i] + stream.length));
  const stream = new Uint32Array(streamStarts[papers.length]);
  streams.forEach((one, i) => stream.set(one, streamStarts[i]));
  const terms = byFrequency([...numbers.keys()], stream);
  return {
    lengths: used,
    keys: Int32Array.from(papers, ({ key }) => key),
    ids: papers.map(({ id }) => id),
    days: Int32Array.from(papers, ({ day }) => (day ? Date.parse(`${day}T00:00:00Z`) / 86_400_000 : NO_DAY)),
    categoryNames: [...categoryNumbers.keys()],
    categoryStarts,
    categories: Uint16Array.from(categories),
    terms,
    ...invert(terms, stream, streamStarts, fields, used),
    streamStarts,
    stream,
  };
}

/** Numbers terms anew, the most frequent first, in the stream too: small numbers are stored in fewer bytes. */
function byFrequency(terms: string[], stream: Uint32Array): string[] {
  const counts = new Uint32Array(terms.length);
  for (const term of stream) if (term !== GAP) counts[term]++;
  const order = Uint32Array.from(terms, (_, number) => number).sort((a, b) => counts[b] - counts[a] || a - b);
  const renumbered = new Uint32Array(terms.length);
  order.forEach((before, number) => (renumbered[before] = number));
  for (let at = 0; at < stream.length; at++) if (stream[at] !== GAP) stream[at] = renumbered[stream[at]];
  return [...order].map((before) => terms[before]);
}

/** Postings from streams: counted first, then filled, document by document, so that each term's documents ascend. */
function invert(
  terms: string[],
  stream: Uint32Array,
  streamStarts: Uint32Array,
  fields: { title: number; abstract: number }[],
  lengths: Lengths,
): Pick<Segment, "starts" | "documents" | "impacts"> {
  const seen = new Int32Array(terms.length).fill(-1);
  const counts = new Uint32Array(terms.length + 1);
  const eachTerm = (document: number, visit: (term: number) => void): void => {
    for (let at = streamStarts[document]; at < streamStarts[document + 1]; at++) {
      const term = stream[at];
      if (term === GAP || seen[term] === document) continue;
      seen[term] = document;
      visit(term);
    }
  };
  for (let document = 0; document < fields.length; document++)
    eachTerm(document, (term) => void counts[term + 1]++);
  const starts = counts;
  for (let term = 0; term < terms.length; term++) starts[term + 1] += starts[term];
  const next = starts.slice(0, -1);
  const documents = new Uint32Array(starts[terms.length]);
  const impacts = new Uint16Array(starts[terms.length]);
  const frequency = new Float64Array(terms.length);
  const isAuthor = Uint8Array.from(terms, (term) => Number(term.startsWith(AUTHOR)));
  seen.fill(-1);
  const { title, abstract, author, b, k1 } = WEIGHTS;
  fields.forEach((field, document) => {
    const inTitle = title / (1 - b + (b * field.title) / lengths.title);
    const inAbstract = abstract / (1 - b + (b * field.abstract) / lengths.abstract);
    const from = streamStarts[document];
    for (let at = from; at < streamStarts[document + 1]; at++) {
      const term = stream[at];
      if (term === GAP) continue;
      frequency[term] += isAuthor[term] ? author : at < from + field.title ? inTitle : inAbstract;
    }
    eachTerm(document, (term) => {
      const weighted = frequency[term];
      frequency[term] = 0;
      const posting = next[term]++;
      documents[posting] = document;
      impacts[posting] = Math.max(1, Math.round((weighted * (k1 + 1)) / (weighted + k1) / IMPACT_UNIT));
    });
  });
  return { starts, documents, impacts };
}
