/** @file Measures of a ranking against judgements. A ranking is a list of ids, best first; relevance is binary. */

/**
 * Normalised discounted cumulative gain of the first k: $\sum_i rel_i / \log_2(i+1)$ over what the best order would have.
 *
 * Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques" (2002).
 */
export function ndcg(ranking: readonly string[], relevant: ReadonlySet<string>, k: number): number {
  let gain = 0;
  let best = 0;
  for (let i = 0; i < k; i++) {
    const discount = 1 / Math.log2(i + 2);
    if (i < ranking.length && relevant.has(ranking[i])) gain += discount;
    if (i < relevant.size) best += discount;
  }
  return best === 0 ? 0 : gain / best;
}

/** Average precision: the mean, over the relevant ones, of the precision at their rank; 0 for those that are not in the ranking. */
export function averagePrecision(ranking: readonly string[], relevant: ReadonlySet<string>): number {
  let found = 0;
  let sum = 0;
  ranking.forEach((id, i) => {
    if (relevant.has(id)) sum += ++found / (i + 1);
  });
  return relevant.size === 0 ? 0 : sum / relevant.size;
}

/** The share of the relevant ones that is among the first k. */
export function recall(ranking: readonly string[], relevant: ReadonlySet<string>, k: number): number {
  const found = ranking.slice(0, k).filter((id) => relevant.has(id)).length;
  return relevant.size === 0 ? 0 : found / relevant.size;
}

/** One over the rank of the first relevant one, 0 without any. */
export function reciprocalRank(ranking: readonly string[], relevant: ReadonlySet<string>): number {
  const at = ranking.findIndex((id) => relevant.has(id));
  return at < 0 ? 0 : 1 / (at + 1);
}

export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
