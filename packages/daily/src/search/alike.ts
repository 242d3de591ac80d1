/**
 * @file Papers like several: what recommendations are made of, from one's own votes alone.
 *
 * The most telling words of the chosen papers ask for others (as related papers do for one, `related.ts`), each paper's words with the same weight in all, so that
 * a long abstract says no more than a short one. Beside them stands the nearness of meaning to the nearest of the chosen papers, and not to their mean: who
 * votes for two subjects gets both, and nothing from between.
 *
 * $$score(d) = \frac{words(d)}{\max_{d'} words(d')} + \lambda \cdot \frac{1}{n} \sum_{i=1}^{n} \max(0, \cos(d, p_{(i)}))$$
 *
 * p₍ᵢ₎ the chosen papers, the nearest first, n at most `ALIKE.nearest`. The numbers were set on the even half of CACM's made-up members (`measure/personal.ts`), in
 * a region where they matter little: nDCG@10 is between 0.25 and 0.27 for λ from 0.5 to 1.5 and 30 to 120 words. Variety costs 0.005 of it and is worth that;
 * asking with each chosen paper by itself and adding up reaches 0.246, at many times the cost.
 */
import type { Corpus } from "./corpus.ts";
import { best, scoreWords } from "./lexical.ts";
import { cosine, type Vectors } from "./rank.ts";
import { RELATED, tellingWords, termsOf } from "./related.ts";

export const ALIKE = {
  /** The latest choices are asked with; older ones no longer. */
  chosen: 100,
  /** Words that ask. */
  words: 80,
  /** The most telling word asks so many times as often as the least. */
  repeats: 6,
  candidates: 300,
  lambda: 1,
  nearest: 3,
  /** What is left of a score for each paper before it with the same nearest choice. */
  variety: 0.95,
  /** Of the nearest choices so many are told. */
  told: 2,
};

export interface Alike {
  number: number;
  score: number;
  /** The chosen papers that it is nearest to, the nearest first, with the words in common, the most telling first: stems. */
  near: { number: number; shared: string[] }[];
}

/** The `most` papers most like the chosen ones, among those that `mask` lets through; the chosen ones are never among them. */
export function alikeTo(
  corpus: Corpus,
  vectors: Vectors | undefined,
  chosen: readonly number[],
  most: number,
  mask: Uint8Array,
): Alike[] {
  const asking = chosen.slice(0, ALIKE.chosen);
  const telling = new Map(asking.map((number) => [number, tellingWords(corpus, number)]));
  const open = mask.slice();
  for (const number of chosen) open[number] = 0;
  const found = best(scoreWords(corpus, question([...telling.values()])).scores, open, ALIKE.candidates);
  const top = found[0]?.score ?? 1;
  const vectorOf = (number: number): Float32Array | undefined =>
    vectors?.values.subarray(number * vectors.dimensions, (number + 1) * vectors.dimensions);
  const own = new Map(asking.map((number) => [number, vectorOf(number)]));
  const scored = found.map(({ number, score }) => {
    const near = asking
      .map((paper) => {
        const vector = own.get(paper);
        return { paper, cosine: vectors && vector ? Math.max(0, cosine(vectors, number, vector)) : 0 };
      })
      .sort((a, b) => b.cosine - a.cosine);
    const first = near.slice(0, ALIKE.nearest);
    const meaning = first.reduce((sum, one) => sum + one.cosine, 0) / Math.max(1, first.length);
    return { number, score: score / top + ALIKE.lambda * meaning, near };
  });
  return varied(scored, most).map(({ number, score, near }) => ({
    number,
    score,
    near: explained(corpus, number, near, telling),
  }));
}

interface Scored {
  number: number;
  score: number;
  near: readonly { paper: number; cosine: number }[];
}

/** The best ones, one after the other; each time a chosen paper was the nearest one, what else is nearest to it counts a little less, so that one subject does not take all places. */
function varied(scored: readonly Scored[], most: number): Scored[] {
  const left = new Set(scored);
  const used = new Map<number | undefined, number>();
  const list: Scored[] = [];
  const value = ({ score, near }: Scored): number => score * ALIKE.variety ** (used.get(near[0]?.paper) ?? 0);
  while (list.length < most && left.size > 0) {
    let next: Scored | undefined;
    for (const one of left)
      if (!next || value(one) > value(next) || (value(one) === value(next) && one.number > next.number))
        next = one;
    left.delete(next!);
    list.push(next!);
    used.set(next!.near[0]?.paper, (used.get(next!.near[0]?.paper) ?? 0) + 1);
  }
  return list;
}

/** The words that ask: what each paper's words tell, added up, the paper's own sum being one. */
function question(papers: readonly ReturnType<typeof tellingWords>[]): string[] {
  const weights = new Map<string, number>();
  for (const words of papers) {
    const all = words.reduce((sum, { telling }) => sum + telling, 0);
    for (const { term, telling } of words) weights.set(term, (weights.get(term) ?? 0) + telling / all);
  }
  const chosen = [...weights].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, ALIKE.words);
  const heaviest = chosen[0]?.[1] ?? 1;
  return chosen.flatMap(([term, weight]) =>
    Array<string>(Math.max(1, Math.round((ALIKE.repeats * weight) / heaviest))).fill(term),
  );
}

/** Letters of formulas and small numbers tell a reader nothing. */
const SIGN = /^[a-z0-9]{1,2}$/;

/** Of the nearest choices those that have words in common with the paper; by meaning first, and by words where there is no meaning. */
function explained(
  corpus: Corpus,
  number: number,
  near: readonly { paper: number; cosine: number }[],
  telling: ReadonlyMap<number, ReturnType<typeof tellingWords>>,
): Alike["near"] {
  const has = termsOf(corpus, number);
  return near
    .map(({ paper, cosine: meaning }) => {
      const shared = telling.get(paper)!.filter(({ term }) => has.has(term) && !SIGN.test(term));
      const words = shared.reduce((sum, one) => sum + one.telling, 0);
      return {
        number: paper,
        meaning,
        words,
        shared: shared.slice(0, RELATED.shown).map(({ term }) => term),
      };
    })
    .filter(({ shared }) => shared.length > 0)
    .sort((a, b) => b.meaning - a.meaning || b.words - a.words)
    .slice(0, ALIKE.told)
    .map(({ number: paper, shared }) => ({ number: paper, shared }));
}
