/** @file Papers like a paper: a search with its most telling words, and its vector. */
import { partOf, type Corpus } from "./corpus.ts";
import { best, informationOf, scoreWords } from "./lexical.ts";
import { cosine, type Vectors } from "./rank.ts";
import { AUTHOR, GAP } from "./segment.ts";

export const RELATED = {
  /** Words of the paper that ask: those with the largest $\log(1 + tf) \cdot idf$. */
  words: 30,
  /** A word counts as often as it stands there, up to this. */
  repeats: 3,
  candidates: 300,
  lambda: 0.5,
  /** Words in common that are told. */
  shown: 5,
};

export interface Related {
  number: number;
  score: number;
  /** What both have in common, the most telling first: stems. */
  shared: string[];
}

/** The `most` papers nearest to the one with this number. */
export function relatedTo(
  corpus: Corpus,
  vectors: Vectors | undefined,
  number: number,
  most: number,
): Related[] {
  const telling = tellingWords(corpus, number);
  const query = telling.flatMap(({ term, count }) =>
    Array<string>(Math.min(count, RELATED.repeats)).fill(term),
  );
  const mask = new Uint8Array(corpus.size);
  for (let i = 0; i < mask.length; i++) mask[i] = 1 - corpus.stale[i];
  mask[number] = 0;
  const found = best(scoreWords(corpus, query).scores, mask, RELATED.candidates);
  const top = found[0]?.score ?? 1;
  const own = vectors?.values.subarray(number * vectors.dimensions, (number + 1) * vectors.dimensions);
  return found
    .map(({ number: other, score }) => ({
      number: other,
      score: score / top + (vectors && own ? RELATED.lambda * Math.max(0, cosine(vectors, other, own)) : 0),
    }))
    .sort((a, b) => b.score - a.score || b.number - a.number)
    .slice(0, most)
    .map(({ number: other, score }) => {
      const has = termsOf(corpus, other);
      const shared = telling.filter(({ term }) => has.has(term)).map(({ term }) => term);
      return { number: other, score, shared: shared.slice(0, RELATED.shown) };
    });
}

/** The words of a paper that tell most of it. */
export function tellingWords(
  corpus: Corpus,
  number: number,
): { term: string; count: number; telling: number }[] {
  return [...termsOf(corpus, number)]
    .map(([term, count]) => ({ term, count, telling: Math.log(1 + count) * informationOf(corpus, term) }))
    .sort((a, b) => b.telling - a.telling || (a.term < b.term ? -1 : 1))
    .slice(0, RELATED.words);
}

/** The words of a paper's title (twice) and abstract with their counts. */
export function termsOf(corpus: Corpus, number: number): Map<string, number> {
  const { segment, offset, stop } = partOf(corpus, number);
  const i = number - offset;
  const counts = new Map<string, number>();
  let weight = 2;
  for (let at = segment.streamStarts[i]; at < segment.streamStarts[i + 1]; at++) {
    const term = segment.stream[at];
    if (term === GAP) weight = 1;
    else if (stop[term] === 0 && !segment.terms[term].startsWith(AUTHOR))
      counts.set(segment.terms[term], (counts.get(segment.terms[term]) ?? 0) + weight);
  }
  return counts;
}
