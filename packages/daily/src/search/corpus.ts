/** @file The papers in the index as one numbered row, whatever segments they lie in. */
import { AUTHOR, buildSegment, type Segment } from "./segment.ts";
import type { SearchDocument } from "./document.ts";
import { isStopWord } from "./tokens.ts";

/** A segment with what is quick to make of it at loading. Its document i has number `offset + i` in the corpus. */
export interface Part {
  segment: Segment;
  offset: number;
  /** Numbers of terms. */
  terms: Map<string, number>;
  /** 1 for stop words. */
  stop: Uint8Array;
}

export interface Corpus {
  parts: Part[];
  /** Numbers given: papers, and older states of papers that have changed since the first segment. */
  size: number;
  /** 1 for a number whose paper stands under a later one in its newer state. */
  stale: Uint8Array;
  /** How many are not stale. */
  papers: number;
  numbers: Map<number, number>;
}

/** Puts segments one after the other; of a paper in several of them the last one counts. */
export function joinSegments(segments: readonly Segment[]): Corpus {
  const parts: Part[] = [];
  let size = 0;
  for (const segment of segments) {
    parts.push({
      segment,
      offset: size,
      terms: new Map(segment.terms.map((term, number) => [term, number])),
      stop: Uint8Array.from(segment.terms, (term) => Number(!term.startsWith(AUTHOR) && isStopWord(term))),
    });
    size += segment.keys.length;
  }
  const stale = new Uint8Array(size);
  const numbers = new Map<number, number>();
  for (const { segment, offset } of parts)
    segment.keys.forEach((key, i) => {
      const before = numbers.get(key);
      if (before !== undefined) stale[before] = 1;
      numbers.set(key, offset + i);
    });
  return { parts, size, stale, papers: numbers.size, numbers };
}

/** A corpus of papers that are at hand, in one segment. */
export function corpusOf(papers: readonly SearchDocument[]): Corpus {
  return joinSegments([buildSegment(papers)]);
}

/** The part in which a number lies. */
export function partOf(corpus: Corpus, number: number): Part {
  let last = corpus.parts.length - 1;
  while (corpus.parts[last].offset > number) last--;
  return corpus.parts[last];
}

/** The world's id of a paper in the corpus. */
export function idOf(corpus: Corpus, number: number): string {
  const part = partOf(corpus, number);
  return part.segment.ids[number - part.offset];
}

export function keyOf(corpus: Corpus, number: number): number {
  const part = partOf(corpus, number);
  return part.segment.keys[number - part.offset];
}
