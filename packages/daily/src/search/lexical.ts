/**
 * @file Search by words: BM25F, then nearness of neighbouring query words for the best of it.
 *
 * $$score(d) = \sum_t q_t \cdot idf_t \cdot \frac{(k_1 + 1)\,f_{t,d}}{k_1 + f_{t,d}}, \qquad
 *   f_{t,d} = \sum_{field} w_{field} \frac{tf}{1 - b + b\,\ell/\bar\ell}$$
 *
 * Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009). $q_t$ counts the word in the query. Nearness is the idea
 * of sequential dependence, Metzler and Croft (2005), in a form that stays within BM25's scale.
 */
import { partOf, type Corpus } from "./corpus.ts";
import { AUTHOR, GAP, impactOf } from "./segment.ts";

/** What two neighbouring query words add when they stand side by side, and when within `window` words. */
export const NEARNESS = { adjacent: 0.4, near: 0.2, window: 8, best: 200, pairs: 24 };

export interface Scored {
  number: number;
  score: number;
}

/** What a word tells: $\ln(1 + (N - n + 0.5)/(n + 0.5))$ with n papers of N that have it, in text or in a name. */
export function informationOf(corpus: Corpus, term: string): number {
  let having = 0;
  for (const { segment, terms } of corpus.parts)
    for (const form of [term, AUTHOR + term]) {
      const number = terms.get(form);
      if (number !== undefined) having += segment.starts[number + 1] - segment.starts[number];
    }
  const n = Math.min(having, corpus.size);
  return Math.log(1 + (corpus.size - n + 0.5) / (n + 0.5));
}

export interface LexicalScores {
  /** By number; 0 without any of the words. */
  scores: Float32Array;
  /** The share of the query's information that the paper's words hold, 0 … 1. */
  share: Float32Array;
}

/** BM25F of every paper. `terms` may repeat. */
export function scoreWords(corpus: Corpus, terms: readonly string[]): LexicalScores {
  const scores = new Float32Array(corpus.size);
  const share = new Float32Array(corpus.size);
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  const weights = [...counts].map(([term, count]) => ({
    term,
    count,
    information: informationOf(corpus, term),
  }));
  const total = weights.reduce((sum, { information }) => sum + information, 0);
  for (const { term, count, information } of weights) {
    const weight = count * information;
    for (const { segment, offset, terms: numbers } of corpus.parts) {
      const { starts, documents } = segment;
      const inText = numbers.get(term);
      const inNames = numbers.get(AUTHOR + term);
      if (inText !== undefined)
        for (let posting = starts[inText]; posting < starts[inText + 1]; posting++) {
          const number = offset + documents[posting];
          scores[number] += weight * impactOf(segment, posting);
          share[number] += information / total;
        }
      if (inNames !== undefined)
        for (let posting = starts[inNames]; posting < starts[inNames + 1]; posting++) {
          const number = offset + documents[posting];
          scores[number] += weight * impactOf(segment, posting);
          // A word both in the text and in a name is one word.
          if (share[number] < 1) share[number] = Math.min(1, share[number] + information / total);
        }
    }
  }
  return { scores, share };
}

/** The best `most` of those that `mask` lets through and whose score is above 0, best first; equal ones by number, newest first. */
export function best(scores: Float32Array, mask: Uint8Array, most: number): Scored[] {
  const floor = floorOf(scores, mask, most);
  const found: number[] = [];
  for (let number = 0; number < scores.length; number++)
    if (scores[number] > floor && mask[number] === 1) found.push(number);
  return found
    .sort((a, b) => scores[b] - scores[a] || b - a)
    .slice(0, most)
    .map((number) => ({ number, score: scores[number] }));
}

const BINS = 4_096;

/**
 * A score below those of the best `most`, and of few others: found by counting in bins, as sorting thirty thousand costs more than all the rest of a
 * search. 0 when there are not more than that.
 */
function floorOf(scores: Float32Array, mask: Uint8Array, most: number): number {
  let top = 0;
  for (let number = 0; number < scores.length; number++)
    if (scores[number] > top && mask[number] === 1) top = scores[number];
  if (top === 0) return 0;
  const counts = new Uint32Array(BINS + 2);
  const scale = BINS / top;
  for (let number = 0; number < scores.length; number++)
    if (mask[number] === 1) counts[(scores[number] * scale) | 0]++;
  let seen = 0;
  for (let bin = BINS + 1; bin > 0; bin--) {
    seen += counts[bin];
    // One bin lower: what rounding has put on the wrong side of a border is let through and sorted out.
    if (seen >= most) return Math.max(0, (bin - 1) / scale);
  }
  return 0;
}

/** Adds nearness to the first `NEARNESS.best` and puts them in order again. `terms` are the query's, in order. */
export function withNearness(corpus: Corpus, terms: readonly string[], ranked: Scored[]): Scored[] {
  const pairs: [string, string][] = [];
  for (let i = 0; i + 1 < terms.length && pairs.length < NEARNESS.pairs; i++)
    if (terms[i] !== terms[i + 1]) pairs.push([terms[i], terms[i + 1]]);
  if (pairs.length === 0) return ranked;
  const distinct = [...new Set(pairs.flat())];
  const information = new Map(distinct.map((term) => [term, informationOf(corpus, term)]));
  const first = ranked.slice(0, NEARNESS.best).map(({ number, score }) => {
    const places = placesOf(corpus, number, distinct);
    let added = 0;
    for (const [a, b] of pairs) {
      const { adjacent, near } = nearness(places.get(a) ?? [], places.get(b) ?? []);
      const weight = Math.min(information.get(a)!, information.get(b)!);
      added +=
        weight * ((NEARNESS.adjacent * adjacent) / (adjacent + 1) + (NEARNESS.near * near) / (near + 1));
    }
    return { number, score: score + added };
  });
  return [...first.sort((a, b) => b.score - a.score || b.number - a.number), ...ranked.slice(NEARNESS.best)];
}

/** Where each term stands in a paper, stop words not counted and fields far apart. */
function placesOf(corpus: Corpus, number: number, terms: readonly string[]): Map<string, number[]> {
  const { segment, offset, terms: numbers, stop } = partOf(corpus, number);
  const wanted = new Map<number, number[]>();
  const places = new Map<string, number[]>();
  for (const term of terms) {
    const known = numbers.get(term);
    if (known === undefined) continue;
    const list: number[] = [];
    wanted.set(known, list);
    places.set(term, list);
  }
  const i = number - offset;
  let place = 0;
  for (let at = segment.streamStarts[i]; at < segment.streamStarts[i + 1]; at++) {
    const term = segment.stream[at];
    if (term === GAP) place += 1_000;
    else if (stop[term] === 0) {
      wanted.get(term)?.push(place);
      place++;
    }
  }
  return places;
}

/** How often b stands right after a, and how often within the window on either side. */
function nearness(a: readonly number[], b: readonly number[]): { adjacent: number; near: number } {
  let adjacent = 0;
  let near = 0;
  for (const x of a)
    for (const y of b) {
      if (y === x + 1) adjacent++;
      if (Math.abs(y - x) < NEARNESS.window) near++;
    }
  return { adjacent, near };
}
