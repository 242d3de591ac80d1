/** @file Counts beside a result list: of its papers, how many are in which category, and of which month. */
import { partOf, type Corpus } from "./corpus.ts";
import { categoriesOf } from "./filter.ts";
import { NO_DAY } from "./segment.ts";

export interface Facet {
  name: string;
  count: number;
}

export interface Facets {
  /** The most frequent first; a paper counts in each of its categories. */
  categories: Facet[];
  /** `2026-09`, the latest first. */
  months: Facet[];
}

const MOST_CATEGORIES = 20;
const MOST_MONTHS = 24;

export function countFacets(corpus: Corpus, numbers: readonly number[]): Facets {
  const categories = new Map<string, number>();
  const months = new Map<string, number>();
  for (const number of numbers) {
    for (const category of categoriesOf(corpus, number)) add(categories, category);
    const { segment, offset } = partOf(corpus, number);
    const day = segment.days[number - offset];
    if (day !== NO_DAY) add(months, new Date(day * 86_400_000).toISOString().slice(0, 7));
  }
  return {
    categories: facets(categories)
      .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
      .slice(0, MOST_CATEGORIES),
    months: facets(months)
      .sort((a, b) => (a.name < b.name ? 1 : -1))
      .slice(0, MOST_MONTHS),
  };
}

function add(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function facets(counts: Map<string, number>): Facet[] {
  return [...counts].map(([name, count]) => ({ name, count }));
}
